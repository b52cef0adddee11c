import Foundation

/// The fixed byte sequences that no terminfo capability covers (xterm's control sequences).
enum ControlSequences {
    static let escape = "\u{1b}"
    static let stringTerminator = "\u{1b}\\"

    static let pasteOn = "\u{1b}[?2004h"
    static let pasteOff = "\u{1b}[?2004l"
    static let focusOn = "\u{1b}[?1004h"
    static let focusOff = "\u{1b}[?1004l"
    /// Presses and motion with a button down, in the form without a limit of columns. Motion alone is never asked for.
    static let mouseOn = "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h"
    static let mouseOff = "\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l"
    static let colorSchemeOn = "\u{1b}[?2031h"
    static let colorSchemeOff = "\u{1b}[?2031l"
    static let frameStart = "\u{1b}[?2026h"
    static let frameEnd = "\u{1b}[?2026l"
    static let pushTitle = "\u{1b}[22;2t"
    static let popTitle = "\u{1b}[23;2t"

    static let askBackground = "\u{1b}]11;?\u{1b}\\"
    static let askSynchronizedOutput = "\u{1b}[?2026$p"
    static let askDeviceAttributes = "\u{1b}[c"
    /// Writes a line-drawing character at the start of row 2 and asks where the cursor is then.
    static let probeAmbiguousWidth = "\u{1b}[2;1H─\u{1b}[6n\r\u{1b}[K"

    static func title(_ title: SafeText) -> String {
        let line = title.string.replacing("\n", with: " ").replacing("\t", with: " ").prefix(200)
        return "\u{1b}]2;\(line)\(stringTerminator)"
    }

    /// OSC 52, wrapped for the multiplexer in between.
    static func clipboard(_ text: String, environment: [String: String]) -> String {
        let sequence = "\u{1b}]52;c;\(Data(text.utf8).base64EncodedString())\(stringTerminator)"
        if !(environment["TMUX"] ?? "").isEmpty {
            let doubled = sequence.replacing(escape, with: escape + escape)
            return "\u{1b}Ptmux;\(doubled)\(stringTerminator)"
        }
        guard !(environment["STY"] ?? "").isEmpty else { return sequence }
        // GNU screen passes strings of up to 768 bytes on; the terminal joins them. The terminator inside would
        // end the wrapping, so BEL ends the inner string.
        let inner = Array(sequence.dropLast(stringTerminator.count).utf8) + [0x07]
        return stride(from: 0, to: inner.count, by: 700).map { start in
            let piece = String(decoding: inner[start..<min(inner.count, start + 700)], as: UTF8.self)
            return "\u{1b}P\(piece)\(stringTerminator)"
        }.joined()
    }
}
