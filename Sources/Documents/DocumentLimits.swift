/// How much a file may ask for before it is refused.
package struct DocumentLimits: Sendable, Hashable {
    /// The file itself.
    package var fileBytes = 512 << 20
    /// The extracted text.
    package var textBytes = 64 << 20
    /// Entries of a container.
    package var entries = 20_000
    /// All entries of a container together, unpacked.
    package var unpackedBytes = 512 << 20
    /// Unpacked bytes for each packed one, beyond the first megabyte.
    package var expansion = 200
    /// Elements inside elements.
    package var nesting = 256
    /// The same in web pages, whose old ones never close what they open.
    package var htmlNesting = 4096
    package var pages = 20_000
    /// Address space of a child process.
    package var childMemoryBytes = 2 << 30
    /// What a child process may write for one run of pages.
    package var childOutputBytes = 256 << 20
    /// Time for one child process, to which its pages and the size of the file add.
    package var childSeconds = 4.0
    package var childSecondsPerPage = 0.5
    package var childSecondsPerMegabyte = 0.1

    package init() {}

    /// Time for a child process that reads so many pages of a file.
    func childSeconds(pages: Int, of source: SourceFile) -> Int {
        let megabytes = Double(source.bytes.count) / 1_000_000
        let seconds = childSeconds + Double(pages) * childSecondsPerPage + megabytes * childSecondsPerMegabyte
        return Int(seconds.rounded(.up))
    }
}
