import Tokenization

/// Proposes how a text goes on by what followed its last tokens earlier: answers quote their documents.
///
/// Drafts cost nothing where they are wrong but time; the model decides every token as it would have without them.
struct Drafter {
    /// Least number of last tokens that must have occurred before.
    static let shortestMatch = 3
    private static let longestMatch = 12
    static let longestDraft = 15
    /// Tokens proposed next; grows while they are right.
    private var length = 4

    /// What followed the latest place where the longest ending of `tokens` occurred before.
    func draft(after tokens: [TokenID], atMost limit: Int) -> [TokenID] {
        let wanted = min(length, limit)
        guard wanted > 0, tokens.count > Self.shortestMatch else { return [] }
        return tokens.withUnsafeBufferPointer { tokens in
            let last = tokens.count - 1
            var best = (length: Self.shortestMatch - 1, end: -1)
            var place = last - 1
            while place >= Self.shortestMatch - 1 {
                if tokens[place] == tokens[last] {
                    var length = 1
                    while length < Self.longestMatch, place - length >= 0,
                        tokens[place - length] == tokens[last - length]
                    { length += 1 }
                    if length > best.length { best = (length, place) }
                    if length == Self.longestMatch { break }
                }
                place -= 1
            }
            guard best.end >= 0 else { return [] }
            return Array(tokens[(best.end + 1)..<min(best.end + 1 + wanted, tokens.count)])
        }
    }

    /// Learns from how many of the proposed tokens were right.
    mutating func note(accepted: Int, of proposed: Int) {
        guard proposed > 0 else { return }
        if accepted == proposed {
            length = min(2 * length, Self.longestDraft)
        } else {
            length = max(2, min(length, accepted + 2))
        }
    }
}
