import Foundation
import Generation

/// Whether a server can be used, as three separate answers: it is there, it takes the key, it has the model.
public struct EndpointCheck: Sendable, Hashable {
    public enum State: Sendable, Hashable { case ok, unknown, problem }

    /// "endpoint", "endpoint key", "endpoint model".
    public let name: String
    public let value: String
    public let state: State
    /// What to do about it; empty when nothing is wrong.
    public let advice: String

    private static let names = ["endpoint", "endpoint key", "endpoint model"]

    /// Asks for the list of models, then for one token of an answer: some servers show their list to everybody.
    public static func run(_ configuration: EndpointConfiguration) async -> [EndpointCheck] {
        let client = EndpointClient(configuration)
        let start = ContinuousClock.now
        var models: EndpointModels?
        do {
            models = try await client.models()
        } catch RemoteError.keyRejected(let server, let status, let words, let hadKey) {
            let error = RemoteError.keyRejected(server: server, status: status, words: words, hadKey: hadKey)
            return [reached(client, since: start), problem(1, error), notTried(2)]
        } catch {
            return [problem(0, error), notTried(1), notTried(2)]
        }
        let reached = reached(client, since: start)
        let generator: EndpointGenerator
        do {
            var entry = try client.choose(from: models)
            if entry.contextLength == nil {
                entry = EndpointModels.Entry(id: entry.id, contextLength: await client.servedContext())
            }
            generator = EndpointGenerator(
                client, model: entry.id,
                contextLength: configuration.contextLimit ?? entry.contextLength
                    ?? EndpointGenerator.contextWithoutAnswer)
        } catch {
            return [reached, notTried(1), problem(2, error)]
        }
        do {
            var sampling = SamplingParameters.greedy
            sampling.maximumTokens = 1
            let request = GenerationRequest([ChatMessage(.user, "Hello")], sampling: sampling)
            for try await _ in generator.generate(request) {}
        } catch let error as RemoteError {
            switch error {
            case .keyRejected: return [reached, problem(1, error), notTried(2)]
            case .noSuchModel: return [reached, accepted(configuration), problem(2, error)]
            default: return [reached, notTried(1), problem(2, error)]
            }
        } catch {
            return [reached, notTried(1), notTried(2)]
        }
        let context = generator.profile.contextLength.formatted(.number.locale(Locale(identifier: "en_US")))
        let model = EndpointCheck(
            name: names[2], value: "\(generator.profile.name), context \(context)", state: .ok, advice: "")
        return [reached, accepted(configuration), model]
    }

    private static func reached(_ client: EndpointClient, since start: ContinuousClock.Instant)
        -> EndpointCheck
    {
        let milliseconds = Int(((ContinuousClock.now - start) / .milliseconds(1)).rounded())
        let way = client.configuration.address.isEncrypted ? "" : ", without encryption"
        return EndpointCheck(
            name: names[0], value: "\(client.server), \(milliseconds) ms\(way)", state: .ok, advice: "")
    }

    private static func accepted(_ configuration: EndpointConfiguration) -> EndpointCheck {
        EndpointCheck(
            name: names[1], value: configuration.key == nil ? "none needed" : "accepted", state: .ok,
            advice: "")
    }

    private static func problem(_ place: Int, _ error: any Error) -> EndpointCheck {
        let known = error as? any LocalizedError
        return EndpointCheck(
            name: names[place], value: known?.errorDescription ?? "\(type(of: error))", state: .problem,
            advice: known?.recoverySuggestion ?? "")
    }

    private static func notTried(_ place: Int) -> EndpointCheck {
        EndpointCheck(name: names[place], value: "not tried", state: .unknown, advice: "")
    }
}
