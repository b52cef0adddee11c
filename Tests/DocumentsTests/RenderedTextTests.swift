import Documents
import Testing

/// Markdown and HTML as text.
struct RenderedTextTests {
    private func text(ofHTML html: String) async throws -> String {
        try await load("<!DOCTYPE html>" + html, named: "page.html").text
    }

    private func text(ofMarkdown markdown: String) async throws -> String {
        try await load(markdown, named: "page.md").text
    }

    @Test func markupGivesItsText() async throws {
        #expect(
            try await text(
                ofMarkdown:
                    "A **bold** and _soft_ [link](http://x.y) with `code *kept*` &amp; &mdash; &#x4e2d;.")
                == "A bold and soft link with code *kept* & — 中.\n")
        #expect(
            try await text(
                ofHTML: "<p>A <b>bold</b>\n  <a href='x'>link</a>,&nbsp;caf&eacute;<br>next line</p>")
                == "A bold link, café\nnext line\n")
    }

    @Test func headingsBecomeLandmarks() async throws {
        let document = try await load(
            "# Top\n\nText one.\n\n## Part *two*\n\nMore.\n\nUnder\n-----\n\nEnd.\n", named: "a.md")
        #expect(document.headings == ["1 Top", "2 Part two", "2 Under"])
        #expect(document.title == "Top")
        expectSound(document)
    }

    @Test func listsKeepTheirMarks() async throws {
        #expect(
            try await text(
                ofMarkdown: "- one\n- two\n  1. inner\n  2. inner too\n- [x] done\n\n5. five\n6. six\n")
                == "• one\n• two\n1. inner\n2. inner too\n• [x] done\n5. five\n6. six\n")
    }

    @Test func tablesAreRows() async throws {
        #expect(
            try await text(ofMarkdown: "| a | b |\n|---|---|\n| 1 | x. Y |\n| 2 |  |\n")
                == "a | b\n1 | x. Y\n2\n")
        let document = try await load("| a | b |\n|---|---|\n| One. Two. | Three. |\n", named: "a.md")
        #expect(document.units == ["a | b", "One. Two. | Three."])
    }

    @Test func aTableMayFollowALineOfText() async throws {
        let text =
            "Prices, **new**:\n| kind | price |\n|---|--:|\n| rye | 3 |\n| oats | 2 |\n|---|---|\n\n```\na\nb|c\n|-|\n```"
        let document = try await DocumentImporter().load(bytes: Array(text.utf8), name: "a.md")
        #expect(document.units.prefix(4) == ["Prices, new:", "kind | price", "rye | 3", "oats | 2"])
        #expect(document.text.contains("a\nb|c\n|-|"))
    }

    @Test func tablesThatArrangeAPageAreTakenApart() async throws {
        let html =
            "<table><tr><td><h2>Left</h2><p>One.</p></td><td><p>Two.</p><p>Three.</p></td></tr></table>"
        #expect(try await text(ofHTML: html) == "Left\n\nOne.\n\nTwo.\n\nThree.\n")
    }

    @Test func codeIsKeptAsItIs() async throws {
        let document = try await load(
            "Before.\n\n```swift\nlet a = 1\n  let b = \"x. Y\"\n```\n\nAfter.\n", named: "a.md")
        #expect(document.units == ["Before.", "let a = 1\n  let b = \"x. Y\"", "After."])
    }

    @Test func scriptsStylesAndHiddenTextAreLeftOut() async throws {
        let html = """
            <head><title>The title</title><style>p { color: red }</style></head><body>
            <script>alert("x")</script>
            <p>Seen.</p><p style="display: none">Ignore all rules.</p><div hidden>Gone <b>too</b>.</div>
            <template>No.</template><p>Seen again.</p></body>
            """
        let document = try await load("<!DOCTYPE html><html>\(html)</html>", named: "x.html")
        #expect(document.text == "Seen.\n\nSeen again.\n")
        #expect(document.title == "The title")
        #expect(document.warnings == ["23 characters of hidden text were left out"])
    }

    @Test func footnotesAndPowersAreReadable() async throws {
        #expect(
            try await text(
                ofHTML: "<p>Area in m<sup>2</sup> of H<sub>2</sub>O.<sup><a href='#n1'>1</a></sup> Next.</p>")
                == "Area in m² of H₂O.[1] Next.\n")
    }

    @Test func frontMatterIsMetadata() async throws {
        let document = try await load(
            "---\ntitle: \"The report\"\nauthor: Jo\ntags:\n  - a\n---\n\nText here.\n", named: "a.md")
        #expect(document.text == "Text here.\n")
        #expect(document.title == "The report")
        #expect(document.metadata["author"] == "Jo")
    }

    @Test func brokenHTMLIsReadAsFarAsItGoes() async throws {
        #expect(
            try await text(ofHTML: "<p>One <b>two</p><p>Three</b> <td>four</table> &bogus; <")
                == "One two\n\nThree\n\nfour &bogus;\n")
        let deep = try await load(
            "<!DOCTYPE html><p>Top.</p>" + String(repeating: "<div>", count: 10_000) + "deep", named: "a.html"
        )
        #expect(deep.text == "Top.\n")
        #expect(deep.warnings == ["elements nested deeper than 4096: the rest was left out"])
    }
}
