import ArgumentParser

/// How much is at work at once.
struct ConcurrencyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Questions at work at once; worth it with a server.", valueName: "N"))
    var concurrency = 1

    mutating func validate() throws {
        if !(1...256).contains(concurrency) {
            throw ValidationError("--concurrency takes a number from 1 to 256.")
        }
    }
}
