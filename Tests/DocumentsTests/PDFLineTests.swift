import Documents
import LecternTesting
import Testing

/// Lines of PDFs: what joins them, and what only looks as if it did.
struct PDFLineTests {
    private func units(_ pages: [[PDFBytes.Line]]) async throws -> [String] {
        try await DocumentImporter().load(bytes: PDFBytes(pages: pages).bytes(), name: "a.pdf").units
    }

    @Test(arguments: [
        (
            "They are described at length, with pictures, at https://www.",
            "lights.org/towers, and nowhere else."
        ),
        ("They are described at length, and with pictures, at https://lights.org/", "towers/a.html alone."),
        ("They are described at length, with pictures, at https://lights.org/all-", "towers/a.html alone."),
    ])
    func addressesAreMadeWhole(first: String, second: String) async throws {
        #expect(try await units([PDFBytes.column([first, second])]) == [first + second])
    }

    @Test func aSentenceMayGoOnAfterAnAddress() async throws {
        let lines = [
            "They are described at length, and with pictures, at https://lights.org/", "alone, so far.",
        ]
        #expect(try await units([PDFBytes.column(lines)]) == [lines.joined(separator: " ")])
    }

    @Test func wordsInCapitalsAreMadeWhole() async throws {
        let lines = [
            "What is OPTIONAL may be left out. Where the word stands it is therefore OP-",
            "TIONAL to say more about boats than the law itself requires, and the TOP-",
            "UP is never left out.",
        ]
        #expect(
            try await units([PDFBytes.column(lines)]) == [
                "What is OPTIONAL may be left out.",
                "Where the word stands it is therefore OPTIONAL to say more about boats than the law itself "
                    + "requires, and the TOP-UP is never left out.",
            ])
    }

    @Test func aSecondHyphenOfAWordStays() async throws {
        let lines = [
            "The secure lamps of the harbour are said to be state-of-",
            "the-art and as cryptographically-se-",
            "cure as any lamp of another town, and ask at lamps-", "house@lights.example for more.",
        ]
        #expect(
            try await units([PDFBytes.column(lines)]) == [
                "The secure lamps of the harbour are said to be state-of-the-art and as "
                    + "cryptographically-secure as any lamp of another town, and ask at "
                    + "lamps-house@lights.example for more."
            ])
    }

    @Test func entriesAndTheirShortExplanationsStayApart() async throws {
        let intro = PDFBytes.column([
            "Many have given packages to the office, and their names are these below:"
        ])
        let entries = [
            "tables (package for tables):", "David James", "lamps (package for lamps):", "Guido Rivers",
        ]
        let list = entries.enumerated().map {
            PDFBytes.Line(text: $1, x: $0 % 2 == 0 ? 100 : 130, y: 680 - Double($0) * 14)
        }
        #expect(try await units([intro + list]).suffix(4) == entries)
    }

    @Test func marksThatStandAloneKeepTheirSpaces() async throws {
        let text = "The command puts ? into the name and a [ test before it."
        #expect(try await units([PDFBytes.column([text])]) == [text])
        let dots = "They came from France, Spain, Italy . . . and from nowhere else."
        #expect(
            try await units([PDFBytes.column([dots])]) == [
                "They came from France, Spain, Italy ... and from nowhere else."
            ])
    }

    /// Set in type that looks smaller than that of the rest.
    @Test func aLineInAnotherTypefaceBelongsToItsSentence() async throws {
        var page = PDFBytes.column(["", "and are reserved for those who keep the boats."])
        page[0] = PDFBytes.Line(
            text: "/opt/bin, /opt/doc, /opt/lib, /opt/man hold names", y: 700, size: 11, font: "F3")
        #expect(
            try await units([page]) == [
                "/opt/bin, /opt/doc, /opt/lib, /opt/man hold names and are reserved for those who keep the "
                    + "boats."
            ])
    }

    @Test func aFigureInTheMiddleOfASentenceComesAfterIt() async throws {
        let full =
            "The lamp of the tower is shown in the figure below, and what it is made of stands beside it."
        let first = PDFBytes.column([
            full, full, full,
            "It is lit at sunset by the first of the keepers, who is then on watch and stays there until the",
        ])
        let caption = PDFBytes.Line(text: "Figure 3: The lamp of the tower", x: 220, y: 560)
        let rest = PDFBytes.column(["second of the keepers comes up. He puts it out."], top: 520)
        #expect(
            try await units([first + [caption] + rest]) == [
                full, full, full,
                "It is lit at sunset by the first of the keepers, who is then on watch and stays there until "
                    + "the second of the keepers comes up.", "He puts it out.",
                "Figure 3: The lamp of the tower",
            ])
        // A paragraph that begins anew is left where it is.
        let other = PDFBytes.column(["Second of the keepers is a man of the village."], top: 520)
        #expect(try await units([first + [caption] + other]).contains("Figure 3: The lamp of the tower"))
        #expect(try await units([first + [caption] + other]).last?.hasPrefix("Second") == true)
    }

    @Test func aBraceAloneClosesTheLineAboveIt() async throws {
        let lines = ["struct point {", "int x, y;", "}"]
        #expect(try await units([PDFBytes.column(lines)]).last?.hasSuffix("int x, y; }") == true)
    }

    @Test func feetThatChangeWithEverySectionAreLeftOut() async throws {
        let sections = ["Towers", "Lamps", "Keepers", "Boats", "Storms", "Wrecks"]
        let pages = sections.enumerated().map { number, section in
            PDFBytes.column(["\(section) are what this page of the book is about."])
                + [
                    PDFBytes.Line(text: section, y: 40, size: 9),
                    PDFBytes.Line(text: "\(number + 17)", x: 500, y: 40, size: 9),
                ]
        }
        #expect(try await units(pages) == sections.map { "\($0) are what this page of the book is about." })
    }

    @Test func shortLinesAreShortByTheMarginOfOtherPages() async throws {
        let full = "This line of text is as long as all the others are and goes to the very edge of it;"
        let body = PDFBytes.column((0..<40).map { _ in full })
        let list = [
            "Home page of the Lighthouse Board", "Journal of the Lighthouse Board", "Board of Lights",
        ]
        let units = try await units([body, PDFBytes.column(list)])
        #expect(units.suffix(3) == list)
    }

    /// A list without bullets: the next word would have fitted.
    @Test func aLineWithRoomForTheNextWordIsItsEnd() async throws {
        let list = [
            "The button of the window was drawn too far away from the edges of the window itself.",
            "It is no longer drawn there but further inside, where everybody can find",
            "In the list of boats the last one was missing where the list was long",
        ]
        #expect(try await units([PDFBytes.column(list)]) == list)
    }
}
