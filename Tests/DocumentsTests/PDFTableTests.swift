import Documents
import LecternTesting
import Testing

/// Tables and lists of contents of PDFs.
struct PDFTableTests {
    private func units(_ pages: [[PDFBytes.Line]]) async throws -> [String] {
        try await DocumentImporter().load(bytes: PDFBytes(pages: pages).bytes(), name: "a.pdf").units
    }

    /// Cells by row, the lines of a cell 12 points apart; nil ends a row, which sets the next one off.
    private func table(_ rows: [[String]?], at columns: [Double], top: Double = 640) -> [PDFBytes.Line] {
        var y = top
        var lines: [PDFBytes.Line] = []
        for row in rows {
            guard let row else {
                y -= 14
                continue
            }
            for (text, x) in zip(row, columns) where !text.isEmpty {
                lines.append(PDFBytes.Line(text: text, x: x, y: y, size: 10))
            }
            y -= 12
        }
        return lines
    }

    private static let intro = PDFBytes.column(
        ["The table below says what is required of every boat that is to be sold this year:"], top: 700)

    @Test func cellsThatWrapAreReadWhole() async throws {
        let rows: [[String]?] = [
            ["Requirement", "Small boats", "Large boats"], nil,
            ["Resistance", "Not required of", "Required"], ["against storms", "boats in the bay", ""], nil,
            ["Watertight", "Required", "Required"], ["compartments", "", ""], nil,
            ["Lamps", "Required", "Required at night"], ["", "", "and in fog"],
        ]
        #expect(
            try await units([Self.intro + table(rows, at: [72, 200, 330])]).dropFirst() == [
                "Requirement | Small boats | Large boats",
                "Resistance against storms | Not required of boats in the bay | Required",
                "Watertight compartments | Required | Required",
                "Lamps | Required | Required at night and in fog",
            ])
    }

    @Test func rowsInGroupsStayRows() async throws {
        let rows: [[String]?] = [
            ["Heron", "1854", "3,200"], ["Petrel", "1882", "9,150"], nil, ["Gull", "1890", "1,800"],
            ["Tern", "1891", ""], nil, ["Puffin", "1893", "2,050"], ["Fulmar", "1899", "700"],
        ]
        #expect(
            try await units([Self.intro + table(rows, at: [72, 200, 330])]).dropFirst() == [
                "Heron | 1854 | 3,200", "Petrel | 1882 | 9,150", "Gull | 1890 | 1,800", "Tern | 1891",
                "Puffin | 1893 | 2,050", "Fulmar | 1899 | 700",
            ])
    }

    @Test func namesInSmallLettersStayRows() async throws {
        let rows: [[String]?] = [
            ["Directory", "Description"], ["bin", "Most user commands"], ["lib", "Libraries"],
            ["sbin", "System binaries"], nil, ["Directory", "Description"], ["games", "Binaries of games"],
            ["src", "Source code"],
        ]
        #expect(
            try await units([Self.intro + table(rows, at: [72, 200])]).dropFirst() == [
                "Directory | Description", "bin | Most user commands", "lib | Libraries",
                "sbin | System binaries", "Directory | Description", "games | Binaries of games",
                "src | Source code",
            ])
    }

    /// Cells as long as the lines of a column; they pause together.
    @Test func rowsOfSentencesAreNoColumns() async throws {
        let rows: [[String]?] = [
            ["Threat", "Description of what is done", "Examples of what has happened"], nil,
            ["Online", "The attacker connects to the", "Dictionary attacks are used to"],
            ["guessing", "verifier and guesses a name", "guess the secrets of the users"],
            ["", "that is valid there.", ""], nil,
            ["Theft", "An authenticator is taken away", "A cellular phone is taken out of"],
            ["", "from the one who owned it.", "a pocket while all look away."], nil,
            ["Copying", "The authenticator has been", "A photograph of the card is made"],
            ["", "copied without the knowledge", "while it lies on the table."],
            ["", "of the one who owns it.", ""],
        ]
        #expect(
            try await units([table(rows, at: [72, 150, 330])]) == [
                "Threat | Description of what is done | Examples of what has happened",
                "Online guessing | The attacker connects to the verifier and guesses a name that is valid "
                    + "there. | Dictionary attacks are used to guess the secrets of the users",
                "Theft | An authenticator is taken away from the one who owned it. | A cellular phone is "
                    + "taken out of a pocket while all look away.",
                "Copying | The authenticator has been copied without the knowledge of the one who owns it. "
                    + "| A photograph of the card is made while it lies on the table.",
            ])
    }

    /// The cells of the middle are as full as columns of text.
    @Test func aRowAloneOnItsPageIsNoColumns() async throws {
        let rows: [[String]?] = [
            ["User research", "Usability testing and", "Artifacts of the tests", "Review"],
            ["", "other user research", "and of the other research", ""],
            ["", "methods are used at", "methods with the users", ""],
            ["", "regular intervals in", "are available at the end", ""],
            ["", "the development work", "of every second week", ""],
        ]
        #expect(
            try await units([table(rows, at: [72, 180, 300, 440])]) == [
                "User research | Usability testing and other user research methods are used at regular "
                    + "intervals in the development work | Artifacts of the tests and of the other research "
                    + "methods with the users are available at the end of every second week | Review"
            ])
    }

    @Test func leadersInAListOfChaptersAreOneSign() async throws {
        let dots = String(repeating: ". ", count: 30)
        let rows: [[String]?] = [
            ["1", "First steps", "1"], ["", "1.1 The tools \(dots)", "2"],
            ["", "1.2 The names \(dots)", "4"],
            ["2", "Going on", "7"], ["", "2.1 The patches \(dots)", "12"],
        ]
        #expect(
            try await units([table(rows, at: [72, 100, 400])]) == [
                "1 | First steps | 1", "1.1 The tools … 2", "1.2 The names … 4", "2 | Going on | 7",
                "2.1 The patches … 12",
            ])
    }

    /// Spaces as wide as letters stand under one another by chance.
    @Test func typewriterSpacesAreNoColumns() async throws {
        let lines = [
            "The boat is to be kept in the dry and not", "far from the sea so that any man who has a",
            "key to the hut can row out in no time at", "all and be back in the bay by six or so.",
        ]
        let page = lines.enumerated().map {
            PDFBytes.Line(text: $1, y: 700 - Double($0) * 12, size: 10, font: "F3")
        }
        #expect(try await units([page]) == [lines.joined(separator: " ")])
    }
}
