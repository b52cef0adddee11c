import Documents
import Foundation
import LecternTesting
import Testing

/// Blocks, headings and pages of texts that have only lines.
struct PlainTextTests {
    @Test func headingsAreFoundWithoutMarkup() async throws {
        let text = """
            A GREAT REPORT

            1 Introduction

            The report begins here and says a few things. It has two sentences.

            1.2 Scope of the work

            More text follows in this place, so that the heading stands alone.

            Results
            -------

            The results are good, as everybody had hoped.
            """
        #expect(
            try await load(text).headings == [
                "1 A GREAT REPORT", "1 1 Introduction", "2 1.2 Scope of the work", "2 Results",
            ])
    }

    @Test func chineseChaptersAreHeadings() async throws {
        let document = try await load("老残游记\n\n第一回\n\n　　话说山东登州府东门外有一座大山，名叫蓬莱山。\n\n第十二回 寒风\n\n　　又说。\n")
        #expect(document.headings.contains("2 第一回"))
        #expect(document.headings.contains("2 第十二回 寒风"))
    }

    @Test func shortLinesOfTextAreNoHeadings() async throws {
        let document = try await load(
            "Yes.\n\nThe first of them said nothing to the others for a long time.\n\nno\n\nwell, then\n")
        #expect(document.headings.isEmpty)
    }

    @Test func runningHeadersAndFootersAreLeftOutOfUnits() async throws {
        let words = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"]
        let pages = (1...5).map { number in
            "Smith                    Memo 17                   June 1999\n\n\n"
                + "\(words[number - 1]) is the text of a page. It goes on about \(words[number]).\n\n\n"
                + "Smith                                             [Page \(number)]\n"
        }
        let document = try await load(pages.joined(separator: "\u{0C}"))
        #expect(document.pages.map(\.label) == ["1", "2", "3", "4", "5"])
        #expect(document.units.count == 10)
        #expect(document.units.allSatisfy { !$0.contains("Smith") && !$0.contains("[Page") })
        expectSound(document, furniture: { $0.hasPrefix("Smith") })
        #expect(document.page(at: document.sentences[4].range.lowerBound) == "3")
    }

    @Test func linesThatDoNotWrapAreParagraphs() async throws {
        let lines = (0..<8).map {
            "Line \($0) is long enough that nobody would have set it by hand in a text that wraps "
                + "its lines at a column, so it is a paragraph"
        }
        #expect(try await load(lines.joined(separator: "\n")).sentences.map(\.paragraph) == Array(0..<8))
    }

    @Test func tablesAreReadRowByRow() async throws {
        let table =
            "Name            Height   Built\nMerrow Point    31 m     1873\nCorrie          19 m     1845\n"
        #expect(try await load(table).units.count == 3)
    }

    @Test func spacesThatFillALineAreNoColumns() async throws {
        let units = try await load(
            """
            The  shell  reads  its input from a file, from a string or from the
            terminal.   It  breaks the input into words and operators, obeying the
            rules of quoting.  These tokens are separated  by  metacharacters.   An
            alias is then expanded.

            -r     Read the contents of the history file and append them  to
                   the list that is kept.  Nothing is written.
            -j     Names of jobs, if job control is active.   May  also
                   be written otherwise.
            -w     Write the list.
            """
        ).units
        #expect(units.count == 9)
        #expect(units[1].hasPrefix("It  breaks") && units[1].hasSuffix("quoting."))
        #expect(units[4].hasPrefix("-r     Read") && units[4].hasSuffix("kept."))
        #expect(units.last == "-w     Write the list.")
    }

    @Test func codeStaysTogether() async throws {
        let document = try await load(
            "Text before the code.\n\nint main() {\n    return 0;\n}\n\nText after it.\n")
        #expect(
            document.units == ["Text before the code.", "int main() {\n    return 0;\n}", "Text after it."])
    }

    @Test func examplesAreSound() async throws {
        for name in ["lighthouse.txt", "rfc2616.txt", "老残游记.txt"] {
            let document = try await DocumentImporter().load(
                Fixture.packageRoot.appending(path: "Examples/documents/\(name)"))
            expectSound(document, furniture: { $0.hasPrefix("RFC 2616") || $0.contains("[Page ") })
            let longest = document.units.map(SentenceSplitter.tokenEstimate).max() ?? 0
            #expect(longest <= 200, "\(name)")
        }
    }
}
