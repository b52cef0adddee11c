/// Web addresses that a line's end cuts: no hyphen is added there, and no space belongs there.
enum PDFAddresses {
    static func goesOn(_ left: String, in right: String) -> Bool {
        guard let mark = left.unicodeScalars.last, "/._-=&?%#~".unicodeScalars.contains(mark) else {
            return false
        }
        let word = left.suffix(400).split(separator: " ").last ?? ""
        guard word.contains("://") || word.contains("www.") else { return false }
        var next = right.prefix { $0 != " " }
        while let last = next.unicodeScalars.last, ".,;:!?)]}>”’\"'".unicodeScalars.contains(last) {
            next.unicodeScalars.removeLast()
        }
        guard let first = next.unicodeScalars.first, first.isPunktLetter || first.isDecimalDigit else {
            return false
        }
        if mark == ".", first.letterCase == .lower || word.hasSuffix("://www.") { return true }
        // A word of the sentence may follow an address that ends in a stroke.
        return next.unicodeScalars.contains { "/._=&?%#~".unicodeScalars.contains($0) || $0.isDecimalDigit }
    }
}
