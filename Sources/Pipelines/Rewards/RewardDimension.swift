/// One of the four things that LongReward judges (arXiv 2410.21252), each from 0 to 10.
public enum RewardDimension: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
    case helpfulness, logicality, faithfulness, completeness

    public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// What it asks of an answer.
    public var question: String {
        switch self {
        case .helpfulness: "Is the answer relevant, and does it do what was asked, in the form asked for?"
        case .logicality: "Do its parts agree, and are reasoning and calculation right?"
        case .faithfulness: "Is every factual statement borne out by the document?"
        case .completeness: "Are the points of the whole document that matter for the question covered?"
        }
    }
}
