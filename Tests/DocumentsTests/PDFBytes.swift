import Foundation

/// Writes small PDF files by hand: pages of text lines at given places.
struct PDFBytes {
    struct Line {
        var text: String
        var x = 72.0
        /// Points from the bottom of the page.
        var y: Double
        var size = 11.0
        var font = "F1"
        /// An operator that sets it: `1 1 1 rg` is white.
        var color = "0 g"
    }

    /// Each page is a list of lines; an empty one holds nothing.
    var pages: [[Line]]
    /// PDF syntax for the information dictionary, such as `/Title (A report)`.
    var info = ""
    /// More entries of the catalog.
    var catalog = ""

    /// Lines one under the other, from the top, 14 points apart.
    static func column(_ lines: [String], x: Double = 72, top: Double = 700, size: Double = 11) -> [Line] {
        lines.enumerated().map { Line(text: $1, x: x, y: top - Double($0) * 14, size: size) }
    }

    func bytes() -> [UInt8] {
        let kids = pages.indices.map { "\(6 + 2 * $0) 0 R" }
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R \(catalog) >>",
            "<< /Type /Pages /Count \(pages.count) /Kids [\(kids.joined(separator: " "))] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            "<< \(info) >>",
        ]
        for (number, page) in pages.enumerated() {
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents \(7 + 2 * number) 0 R "
                    + "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 << /Type /Font /Subtype /Type1 "
                    + "/BaseFont /Courier /Encoding /WinAnsiEncoding >> >> >> >>")
            let content = page.map { line in
                let text = line.text.replacing("\\", with: "\\\\").replacing("(", with: "\\(").replacing(
                    ")", with: "\\)")
                return "\(line.color) BT /\(line.font) \(line.size) Tf \(line.x) \(line.y) Td (\(text)) Tj ET"
            }.joined(separator: "\n")
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
        }
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (number, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(number + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { file += String(format: "%010d 00000 n \n", offset) }
        file +=
            "trailer << /Size \(objects.count + 1) /Root 1 0 R /Info 5 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(file.utf8)
    }
}
