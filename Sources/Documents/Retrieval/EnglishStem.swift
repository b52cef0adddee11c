/// Takes the commonest endings off English words, so that `turned`, `turns` and `turning` are found as one.
///
/// On 1,931 questions about 40 articles (SQuAD 1.1, chunks of 90 words, BM25) the right chunk came first for
/// 65.5 % of them without it, for 69.2 % with it and for 69.1 % with Porter's much longer rules; mean
/// reciprocal rank 0.749, 0.779, 0.781.
package enum EnglishStem {
    /// - Parameter word: lower-case ASCII letters; anything else comes back as it is.
    package static func stem(_ word: [UInt8]) -> [UInt8] {
        guard word.count > 3, word.allSatisfy(\.isASCIILowercase) else { return word }
        var word = withoutPlural(word)
        if word.count >= 6, word.ends(with: "ing") {
            word.removeLast(3)
        } else if word.count >= 5, word.ends(with: "ed") || word.count >= 6 && word.ends(with: "ly") {
            word.removeLast(2)
        }
        if word.count > 3, let last = word.last, last == word[word.count - 2], !"aeioulsz".utf8.contains(last)
        {
            word.removeLast()
        }
        if word.count > 4, word.last == UInt8(ascii: "e") { word.removeLast() }
        return word
    }

    private static func withoutPlural(_ word: [UInt8]) -> [UInt8] {
        if word.count > 4, word.ends(with: "ies") { return word.dropLast(3) + [UInt8(ascii: "y")] }
        for ending in ["ses", "xes", "zes", "ches", "shes"] where word.ends(with: ending) {
            return word.dropLast(2)
        }
        if word.ends(with: "s"), !word.ends(with: "ss"), !word.ends(with: "us"), !word.ends(with: "is") {
            return word.dropLast()
        }
        return word
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
