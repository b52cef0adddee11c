import Foundation

/// Words of a server made fit for a person: its own error message or first line, on one line and short.
///
/// Control characters are left out here already; what reaches a terminal passes its gate besides.
enum ServerWords {
    static let limit = 200

    /// - Parameters:
    ///   - body: the reply, JSON, HTML or plain.
    ///   - key: left out wherever the server repeats it.
    static func said(in body: [UInt8], hiding key: APIKey?) -> String {
        let text = String(decoding: body.prefix(64 << 10), as: UTF8.self)
        if let reply = try? JSONDecoder().decode(ChatReply.self, from: Data(body)) {
            return line(reply.error?.message ?? reply.message ?? "", hiding: key)
        }
        if text.range(of: "<html", options: .caseInsensitive) != nil
            || text.range(of: "<!doctype", options: .caseInsensitive) != nil
        {
            return title(of: text).map { "a web page, “\(line($0, hiding: key))”" } ?? "a web page"
        }
        return line(text, hiding: key)
    }

    /// The first line with something on it, without control characters, cut at 200 characters.
    static func line(_ text: String, hiding key: APIKey?) -> String {
        var text = text
        if let key { text = text.replacing(key.value, with: "[key]") }
        for line in text.split(whereSeparator: \.isNewline) {
            let kept = line.unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: " "
                default: String(scalar)
                }
            }.joined()
            let words = kept.split(separator: " ").joined(separator: " ")
            guard !words.isEmpty else { continue }
            return words.count > limit ? String(words.prefix(limit)) + "…" : words
        }
        return ""
    }

    private static func title(of page: String) -> String? {
        guard let open = page.range(of: "<title>", options: .caseInsensitive),
            let close = page.range(
                of: "</title>", options: .caseInsensitive, range: open.upperBound..<page.endIndex)
        else { return nil }
        let title = page[open.upperBound..<close.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
        return title.isEmpty ? nil : title
    }
}
