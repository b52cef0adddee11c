import LecternTesting
import Testing

/// Rules that no compiler knows.
struct ConventionTests {
    /// The main thread sits in `poll`, so main-actor work would never run.
    @Test func nothingRunsOnTheMainActor() throws {
        for file in try SourceFile.all(under: "Sources") {
            for line in file.lines where !line.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") {
                #expect(!line.contains("@MainActor"), "\(file.name): \(line)")
                #expect(!line.contains("DispatchQueue.main"), "\(file.name): \(line)")
            }
        }
    }

    /// Outside data must never be able to stop the program.
    @Test func nothingTrapsOnPurpose() throws {
        for file in try SourceFile.all(under: "Sources") {
            for line in file.lines where !line.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") {
                #expect(!line.contains("try!"), "\(file.name): \(line)")
                #expect(!line.contains("fatalError("), "\(file.name): \(line)")
                #expect(!line.contains("as!"), "\(file.name): \(line)")
            }
        }
    }

    /// Every place that steps around the compiler's checks says which rule makes it sound.
    @Test func uncheckedSendabilityExplainsItself() throws {
        for file in try SourceFile.all(under: "Sources") {
            for (number, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                guard !line.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") else { continue }
                let above = file.lines[max(0, number - 6)..<number].joined(separator: "\n")
                #expect(above.contains("Sound because"), "\(file.name):\(number + 1): \(line)")
            }
        }
    }

    @Test func filesKeepToOneSubject() throws {
        for file in try SourceFile.all(under: "Sources") where !file.name.hasSuffix("+Tables.swift") {
            #expect(file.lines.count <= 450, "\(file.name) has \(file.lines.count) lines")
        }
    }
}
