import Foundation

/// The models a server lists, as far as servers agree on how.
struct EndpointModels: Decodable {
    struct Entry: Equatable {
        let id: String
        /// Tokens it reads at most, where the server says so.
        let contextLength: Int?
    }

    let entries: [Entry]

    private enum CodingKeys: String, CodingKey { case data, models }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        entries = fields.lenient([Entry].self, .data) ?? fields.lenient([Entry].self, .models) ?? []
    }

    var names: [String] { entries.map(\.id) }

    /// Ollama leaves “:latest” out where it may.
    func entry(named name: String) -> Entry? {
        entries.first { $0.id == name } ?? entries.first { $0.id == name + ":latest" }
    }
}

extension EndpointModels.Entry: Decodable {
    /// `max_model_len` is vLLM's, `context_length` OpenRouter's and Together's, `context_window` Groq's,
    /// `max_context_length` Mistral's, `meta.n_ctx` llama.cpp's.
    private enum CodingKeys: String, CodingKey {
        case id, name, max_model_len, context_length, context_window, max_context_length, meta
    }

    private struct Meta: Decodable { let n_ctx: Int? }

    /// Shorter ones could not hold a prompt, longer ones no server has.
    static let plausible = 256...(1 << 24)

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        guard let id = fields.lenient(String.self, .id) ?? fields.lenient(String.self, .name), !id.isEmpty
        else {
            throw DecodingError.keyNotFound(
                CodingKeys.id,
                .init(codingPath: decoder.codingPath, debugDescription: "a model without a name"))
        }
        self.id = String(id.prefix(300))
        let said = [CodingKeys.max_model_len, .context_length, .context_window, .max_context_length].lazy
            .compactMap { fields.lenient(Int.self, $0) }.first
        contextLength = (said ?? fields.lenient(Meta.self, .meta)?.n_ctx).flatMap {
            Self.plausible.contains($0) ? $0 : nil
        }
    }
}

/// llama.cpp's `/props`: the context of one of its slots.
private struct ServerProperties: Decodable {
    struct Settings: Decodable { let n_ctx: Int? }

    let default_generation_settings: Settings?
    let n_ctx: Int?
}

extension EndpointClient {
    /// What the server lists; nil where it has no list.
    ///
    /// - Throws: `RemoteError` when it can't be reached, rejects the key or sends nonsense.
    func models() async throws -> EndpointModels? {
        let (status, body) = try await inquire(configuration.address.base + "/models")
        switch status {
        case 200...299:
            guard let models = try? JSONDecoder().decode(EndpointModels.self, from: Data(body)) else {
                throw RemoteError.nonsense(
                    server: server, what: ServerWords.said(in: body, hiding: configuration.key))
            }
            return models
        case 404, 405, 501: return nil
        default: throw refusal(status, body, model: nil)
        }
    }

    /// The context that llama.cpp's server was started with; nil where there is no such page.
    func servedContext() async -> Int? {
        guard let (status, body) = try? await inquire(configuration.address.root + "/props"), status == 200,
            let properties = try? JSONDecoder().decode(ServerProperties.self, from: Data(body)),
            let length = properties.default_generation_settings?.n_ctx ?? properties.n_ctx
        else { return nil }
        return EndpointModels.Entry.plausible.contains(length) ? length : nil
    }

    /// The model that is asked, as the server names it, and its context where known.
    ///
    /// - Parameter models: what the server lists; nil where it lists nothing.
    func choose(from models: EndpointModels?) throws(RemoteError) -> EndpointModels.Entry {
        let known = (models?.names ?? []).map { ServerWords.line($0, hiding: configuration.key) }
        guard let name = configuration.model else {
            guard let models, models.entries.count == 1 else {
                throw .modelNotChosen(server: server, known: known)
            }
            return models.entries[0]
        }
        guard let models, !models.entries.isEmpty else {
            return EndpointModels.Entry(id: name, contextLength: nil)
        }
        guard let entry = models.entry(named: name) else {
            throw .noSuchModel(name, server: server, known: known)
        }
        return EndpointModels.Entry(id: name, contextLength: entry.contextLength)
    }
}
