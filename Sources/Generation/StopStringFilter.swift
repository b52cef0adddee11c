import Foundation

/// Ends a stream of text at the first of some strings, and holds back what may be the beginning of one.
package struct StopStringFilter {
    private let stops: [String]
    private var held = ""

    package init(_ stops: [String]) { self.stops = stops.filter { !$0.isEmpty } }

    /// - Returns: text that is certain to come before any stop string, and whether one was found.
    package mutating func append(_ text: String) -> (text: String, isStopped: Bool) {
        guard !stops.isEmpty else { return (text, false) }
        held += text
        if let first = stops.compactMap({ held.range(of: $0)?.lowerBound }).min() {
            let before = String(held[..<first])
            held = ""
            return (before, true)
        }
        let keep = stops.map { Self.overlap(of: held, with: $0) }.max() ?? 0
        let cut = held.index(held.endIndex, offsetBy: -keep)
        let ready = String(held[..<cut])
        held = String(held[cut...])
        return (ready, false)
    }

    /// The rest, once nothing more comes.
    package mutating func finish(_ text: String) -> String {
        let (ready, isStopped) = append(text)
        defer { held = "" }
        return isStopped ? ready : ready + held
    }

    /// Characters at the end of `text` that begin `stop`.
    private static func overlap(of text: String, with stop: String) -> Int {
        var length = min(text.count, stop.count - 1)
        while length > 0 {
            if stop.hasPrefix(text.suffix(length)) { return length }
            length -= 1
        }
        return 0
    }
}
