import Foundation

/// A terminfo entry of our own with 24-bit colours, derived from that of the terminal in use.
///
/// ncurses takes 24-bit colours from an entry with RGB, which the usual ones lack. The derived entry is compiled once
/// with `tic` into the cache directory, where ncurses finds it through TERMINFO_DIRS. Numbers below 16 stay the
/// person's own colours; an exact colour that would have such a number is drawn as #000010, which nobody can tell
/// from it. Sequences are written with semicolons, which more terminals take than colons.
struct DirectColorEntry: Sendable {
    /// Numbers below this one are palette colours.
    static let firstExactNumber: Int32 = 16

    let name: String
    /// Holds the compiled entry in ncurses' layout.
    let directory: URL

    /// Makes the entry if it isn't there yet; nil if that isn't possible, for whatever reason.
    ///
    /// - Parameter sgr: the attributes string of the entry it is derived from. The derived one also strikes out,
    ///   for which ncurses has no attribute: it is told to protect the text (`LN_STRIKE`).
    static func prepared(
        for terminal: String, sgr: [UInt8], in cache: URL, environment: [String: String]
    ) -> DirectColorEntry? {
        // The name becomes a file name and part of a description.
        guard !terminal.isEmpty, terminal.utf8.count <= 64, terminal.utf8.allSatisfy(isNameByte) else {
            return nil
        }
        let entry = DirectColorEntry(
            name: "lectern-\(terminal)-24bit", directory: cache.appending(path: "terminfo-1"))
        if entry.exists { return entry }
        let description = description(name: entry.name, base: terminal, sgr: sgr)
        return entry.compile(description, environment: environment) ? entry : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    func remove() { try? FileManager.default.removeItem(at: directory.appending(path: "l/\(name)")) }

    private var exists: Bool {
        FileManager.default.fileExists(atPath: directory.appending(path: "l/\(name)").path)
    }

    /// The description in terminfo's source form.
    static func description(name: String, base: String, sgr: [UInt8]) -> String {
        // 30–37 and 90–97 for the person's 16 colours, else the three bytes of the number.
        func setter(dark: Int, bright: Int, exact: Int) -> String {
            let bytes = "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
            return #"\E[%?%p1%{8}%<%t"#
                + "\(dark)%p1%d%e%p1%{16}%<%t\(bright)%p1%{8}%-%d%e\(exact);2;\(bytes)%;m"
        }
        let strike = sgr.isEmpty ? "" : "\tprot=\\E[9m, sgr=\(escaped(sgr))%?%p8%t\\E[9m%;,\n"
        return """
            \(name)|24-bit colours for \(base),
            \tRGB, colors#0x1000000, pairs#0x10000, ccc@, initc@, setf@, setb@,
            \tsetaf=\(setter(dark: 3, bright: 9, exact: 38)),
            \tsetab=\(setter(dark: 4, bright: 10, exact: 48)),
            \(strike)\tuse=\(base),

            """
    }

    /// A capability's value in terminfo's source form.
    static func escaped(_ value: [UInt8]) -> String {
        value.map { byte in
            switch byte {
            case 0x1B: #"\E"#
            case UInt8(ascii: ","), UInt8(ascii: "\\"), UInt8(ascii: "^"): "\\" + String(Unicode.Scalar(byte))
            case 0x21..<0x7F: String(Unicode.Scalar(byte))
            default: "\\" + String(Int(byte) + 0o1000, radix: 8).dropFirst()
            }
        }.joined()
    }

    private func compile(_ description: String, environment: [String: String]) -> Bool {
        let files = FileManager.default
        let work = directory.appending(path: "new-\(UUID().uuidString)")
        defer { try? files.removeItem(at: work) }
        do {
            try files.createDirectory(
                at: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let source = work.appending(path: "entry.ti")
            try Data(description.utf8).write(to: source)
            guard Self.runTic(source, into: work, environment) else { return false }
            // Compiled apart and moved into place, so that nobody ever reads half an entry.
            let letter = directory.appending(path: "l")
            try files.createDirectory(at: letter, withIntermediateDirectories: true)
            let compiled = work.appending(path: "l/\(name)")
            guard rename(compiled.path, letter.appending(path: name).path) == 0 else { return false }
            return true
        } catch {
            return false
        }
    }

    private static func runTic(_ source: URL, into folder: URL, _ environment: [String: String]) -> Bool {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        guard
            let program = folders.map({ $0 + "/tic" })
                .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
        else { return false }
        var tic = ForegroundProgram(
            [program, "-x", "-o", folder.path, source.path], environment: environment)
        tic.device = "/dev/null"
        return (try? tic.run()) == 0
    }

    /// Lets ncurses find the entry. The environment's own list, or the system's (an empty name), stays behind it.
    ///
    /// To be called before other threads run: they may read the environment.
    func makeFindable(environment: [String: String]) {
        let others = environment["TERMINFO_DIRS"] ?? ""
        setenv("TERMINFO_DIRS", "\(directory.path):\(others)", 1)
    }
}
