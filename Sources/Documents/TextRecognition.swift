/// Reading scanned pages, as far as this machine can.
public enum TextRecognition {
    /// Whether the programs that do it are installed.
    public static var isInstalled: Bool {
        ["ocrmypdf", "tesseract"].allSatisfy(ChildProcess.isInstalled)
    }

    /// Whether a text is a list of languages as tesseract calls them, such as `eng+chi_sim`.
    ///
    /// It becomes an argument of a program, so nothing else may pass.
    public static func isLanguageList(_ text: String) -> Bool {
        text.split(separator: "+", omittingEmptySubsequences: false).allSatisfy { name in
            name.first?.isLetter == true
                && name.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "_") || byte.isASCIILetterOrDigit
                }
        }
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
