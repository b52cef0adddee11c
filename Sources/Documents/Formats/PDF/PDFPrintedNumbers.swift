/// The numbers that stand on the pages, for files that don't tell how their pages are called: a reader who looks up
/// p. 11 looks for a page with an 11 on it, which may be the twelfth.
///
/// Page numbers are what grows by one from page to page among the running heads and feet; years, chapters and totals
/// don't.
enum PDFPrintedNumbers {
    /// Labels by the pages' places from 1; empty where nothing can be told.
    ///
    /// Pages before the one with the number 1 are called by their small roman numbers where those are printed, else by
    /// their place in brackets, as librarians do with pages that have no number.
    static func labels(in pages: [(number: Int, furniture: [String])]) -> [Int: String] {
        let words = pages.map { page in (page.number, page.furniture.flatMap(Self.words)) }
        guard let shift = shift(words, least: 3, { Int($0).flatMap { (1...9999).contains($0) ? $0 : nil } }),
            shift != 0
        else { return [:] }
        let roman = Self.shift(words, least: 2, value(ofRoman:))
        return Dictionary(
            uniqueKeysWithValues: pages.map { page in
                let printed = page.number + shift
                if printed >= 1 { return (page.number, String(printed)) }
                if let roman, page.number + roman >= 1 {
                    return (page.number, Self.roman(page.number + roman))
                }
                return (page.number, "[\(page.number)]")
            })
    }

    /// What must be added to a page's place to get its number; nil unless most pages with numbers agree.
    private static func shift(
        _ pages: [(number: Int, words: [String])], least: Int, _ value: (String) -> Int?
    ) -> Int? {
        var votes: [Int: Int] = [:]
        var voters = 0
        for (number, words) in pages {
            let values = Set(words.compactMap(value))
            if !values.isEmpty { voters += 1 }
            for value in values { votes[value - number, default: 0] += 1 }
        }
        guard let best = votes.max(by: { ($0.value, -abs($0.key)) < ($1.value, -abs($1.key)) }),
            best.value >= least, best.value * 2 > voters
        else { return nil }
        return best.key
    }

    /// `– 11 –` and `11 | Budget` hold the word 11.
    private static func words(_ row: String) -> [String] {
        row.split(whereSeparator: \.isWhitespace).map { word in
            var word = word
            while let first = word.first, first.isPunctuation || first.isSymbol { word.removeFirst() }
            while let last = word.last, last.isPunctuation || last.isSymbol { word.removeLast() }
            return String(word)
        }
    }

    private static let digits: [(text: String, value: Int)] = [
        ("c", 100), ("xc", 90), ("l", 50), ("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1),
    ]

    private static func roman(_ number: Int) -> String {
        var (rest, text) = (number, "")
        for digit in digits {
            while rest >= digit.value {
                text += digit.text
                rest -= digit.value
            }
        }
        return text
    }

    /// Small letters only, below 200: more is no front matter.
    private static func value(ofRoman text: String) -> Int? {
        guard text.utf8.count <= 8 else { return nil }
        var rest = Substring(text)
        var number = 0
        for digit in digits {
            while rest.hasPrefix(digit.text) {
                number += digit.value
                rest = rest.dropFirst(digit.text.count)
            }
        }
        return rest.isEmpty && number > 0 && number < 200 && roman(number) == text ? number : nil
    }
}
