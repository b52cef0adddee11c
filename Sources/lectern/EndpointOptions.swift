import ArgumentParser
import Foundation
import LecternEngine
import Remote
import Workbench

/// A server that answers instead of a model on this machine. The only place that reads its key.
struct EndpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask an OpenAI-compatible server (vLLM, llama.cpp, Ollama, …); its key is read from LECTERN_API_KEY.",
            valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("The server's model; not needed where it has one only.", valueName: "name"))
    var endpointModel: String?

    @Flag(help: "Let text and key go to another machine without encryption.")
    var endpointInsecure = false

    mutating func validate() throws {
        guard let endpoint else {
            if endpointModel != nil { throw ValidationError("--endpoint-model needs --endpoint.") }
            if endpointInsecure { throw ValidationError("--endpoint-insecure needs --endpoint.") }
            return
        }
        do throws(RemoteError) {
            _ = try EndpointAddress(endpoint, allowsUnencrypted: endpointInsecure)
        } catch {
            throw ValidationError(
                [error.errorDescription, error.recoverySuggestion].compactMap(\.self).joined(separator: " "))
        }
    }

    /// The settings with the server that these options name.
    func named(in settings: Settings) -> Settings {
        var settings = settings
        settings.setFlag(.endpoint, to: endpoint)
        settings.setFlag(.endpointModel, to: endpointModel)
        return settings
    }

    /// Nil where neither an option nor the settings name a server.
    private func configuration(_ settings: Settings, contextLimit: Int?) throws -> EndpointConfiguration? {
        guard let endpoint = settings.name(.endpoint) else { return nil }
        let address = try EndpointAddress(endpoint, allowsUnencrypted: endpointInsecure)
        let environment = ProcessInfo.processInfo.environment
        do throws(RemoteError) {
            let key = try environment["LECTERN_API_KEY"].flatMap { text throws(RemoteError) in
                text.isEmpty ? nil : try APIKey(text)
            }
            return EndpointConfiguration(
                address, model: settings.name(.endpointModel), key: key, contextLimit: contextLimit)
        } catch {
            throw CommandFailure(
                kind: "usage", code: ExitCode.usage, error.errorDescription ?? "",
                hint: error.recoverySuggestion)
        }
    }

    func source(_ settings: Settings, contextLimit: Int?, isVerbose: Bool) throws -> GeneratorSource? {
        guard let configuration = try configuration(settings, contextLimit: contextLimit) else { return nil }
        if !configuration.address.isLoopback, Streams.errorIsTerminal || isVerbose {
            Streams.note(
                "lectern: questions and what is read of documents go to \(plain(configuration.address.server))."
            )
        }
        return GeneratorSource(name: configuration.model ?? configuration.address.server) {
            try await EndpointGenerator.open(configuration)
        }
    }

    /// Three lines for `doctor`; none without a server.
    func checks(_ settings: Settings, contextLimit: Int?) async throws -> [MachineReport.Check] {
        guard let configuration = try configuration(settings, contextLimit: contextLimit) else { return [] }
        return await EndpointCheck.run(configuration).map { check in
            let status: MachineReport.Status =
                switch check.state {
                case .ok: .ok
                case .unknown: .warning
                case .problem: .problem
                }
            return MachineReport.Check(check.name, check.value, status, advice: check.advice)
        }
    }

    /// For commands that measure or change models of this machine.
    func refuse(by command: String) throws {
        if endpoint != nil {
            throw ValidationError(
                "“\(command)” is about models of this machine; --endpoint means nothing to it.")
        }
    }
}
