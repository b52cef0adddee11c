import ArgumentParser
import Foundation

/// `lectern help-man`: the manual page, for `make install`.
struct HelpManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help-man", abstract: "Print the manual page lectern(1).", shouldDisplay: false)

    func run() throws {
        let version = Lectern.configuration.version
        let page = try ManualPage(of: Lectern.self, version: version, date: Self.date)
        try Streams.write(page.text)
    }

    /// Today, or the day that a reproducible build says.
    private static var date: String {
        let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap(Double.init)
        let day = epoch.map { Date(timeIntervalSince1970: $0) } ?? Date()
        return day.formatted(.iso8601.year().month().day())
    }
}
