/// What candidates are compared in: the four dimensions of the reward, and the whole.
public enum LabelDimension: String, Sendable, Hashable, Codable, CodingKeyRepresentable, CaseIterable {
    case helpfulness, logicality, faithfulness, completeness, overall

    public var title: String {
        switch self {
        case .helpfulness: "Helpfulness"
        case .logicality: "Logicality"
        case .faithfulness: "Faithfulness"
        case .completeness: "Completeness"
        case .overall: "Overall"
        }
    }
}
