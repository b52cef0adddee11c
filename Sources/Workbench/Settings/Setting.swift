import LecternEngine
import TerminalUI

/// Everything that can be set, under the name that files, `:set` and messages use.
package enum Setting: String, Sendable, CaseIterable {
    case fit = "answer.fit"
    case maximumTokens = "answer.max_tokens"
    case temperature = "answer.temperature"
    case verify = "cite.verify"
    case judge = "cite.judge"
    case follow = "cite.follow"
    case annotator = "label.annotator"
    case model = "model.name"
    case endpoint = "endpoint.url"
    case endpointModel = "endpoint.model"
    case attention = "engine.attention"
    case coverage = "engine.cra"
    case window = "engine.window"
    case rows = "engine.rows"
    case threads = "engine.threads"
    case context = "engine.context"
    case theme
    case darkTheme = "display.dark"
    case lightTheme = "display.light"
    case color = "display.color"
    case glyphs = "display.glyphs"
    case numbers = "display.numbers"
    case title = "display.title"
    case mouse = "mouse.enabled"
    case keys = "keys.preset"

    /// What values there are.
    enum Kind: Sendable, Hashable {
        case flag
        case choice([String])
        case number(ClosedRange<Double>, isWhole: Bool)
        case text
        /// A theme by name.
        case theme
    }

    /// Headings of the settings screen.
    enum Group: String, Sendable, CaseIterable {
        case answering = "Answering"
        case citations = "Citations"
        case labelling = "Labelling"
        case models = "Models"
        case engine = "Engine"
        case display = "Display"
        case keys = "Keys and mouse"
    }

    /// `section.key` of a TOML file; what has no section stands before all of them.
    var section: String? {
        rawValue.split(separator: ".").count == 2 ? String(rawValue.prefix { $0 != "." }) : nil
    }
    var key: String { String(rawValue.split(separator: ".").last ?? "") }

    /// The variable that sets it: `LECTERN_ENGINE_THREADS`.
    package var environmentName: String { "LECTERN_" + rawValue.uppercased().replacing(".", with: "_") }

    var group: Group {
        switch self {
        case .fit, .maximumTokens, .temperature: .answering
        case .verify, .judge, .follow: .citations
        case .annotator: .labelling
        case .model, .endpoint, .endpointModel: .models
        case .attention, .coverage, .window, .rows, .threads, .context: .engine
        case .theme, .darkTheme, .lightTheme, .color, .glyphs, .numbers, .title: .display
        case .mouse, .keys: .keys
        }
    }

    var kind: Kind {
        switch self {
        case .fit: .choice(ContextFit.allCases.map(\.rawValue))
        case .maximumTokens: .number(1...1_000_000, isWhole: true)
        case .temperature: .number(0...100, isWhole: false)
        case .verify: .choice(["auto", "ask"])
        case .judge: .choice(JudgeChoice.allCases.map(\.rawValue))
        case .follow, .numbers, .title, .mouse: .flag
        case .annotator, .model, .endpoint, .endpointModel: .text
        case .attention: .choice(["full", "sample"])
        case .coverage, .window, .rows: .number(0.001...1, isWhole: false)
        case .threads: .number(0...256, isWhole: true)
        case .context: .number(0...10_000_000, isWhole: true)
        case .theme, .darkTheme, .lightTheme: .theme
        case .color: .choice(["auto", "mono", "16", "256", "24-bit"])
        case .glyphs: .choice(["auto", "unicode", "ascii"])
        case .keys: .choice(KeyBindings.Preset.allCases.map(\.rawValue))
        }
    }

    var standard: SettingValue {
        switch self {
        case .fit: .text(ContextFit.retrieve.rawValue)
        case .maximumTokens: .number(1024)
        case .temperature: .number(0)
        case .verify, .judge, .theme, .color, .glyphs: .text("auto")
        case .follow, .numbers, .title, .mouse: .flag(true)
        case .annotator, .model, .endpoint, .endpointModel: .text("")
        case .attention: .text("full")
        case .coverage: .number(0.95)
        case .window: .number(0.08)
        case .rows: .number(0.05)
        case .threads, .context: .number(0)
        case .darkTheme: .text("catppuccin-mocha")
        case .lightTheme: .text("catppuccin-latte")
        case .keys: .text("default")
        }
    }

    var help: String {
        switch self {
        case .fit: "what is done with a document that is longer than the context"
        case .maximumTokens: "most tokens of an answer"
        case .temperature: "0 always takes the likeliest token"
        case .verify: "auto: each answer's citations are checked when it is finished; ask: when you press V"
        case .judge: "who checks citations: auto, a measure of the text, lectern-reader, or the model itself"
        case .follow: "the source follows the chosen citation"
        case .annotator: "the name that labels are kept under; empty takes your login name"
        case .model: "a name from “lectern model list” or a GGUF file; empty takes the bundled model"
        case .endpoint: "an OpenAI-compatible server that answers instead of a model on this machine"
        case .endpointModel: "the server's model, where it has several"
        case .attention: "long prompts are read fully, or by samples of what matters"
        case .coverage: "with sample: share of the attention mass to keep"
        case .window: "with sample: share of all tokens in the window"
        case .rows: "with sample: share of rows that is sampled"
        case .threads: "threads that compute; 0 takes one a core"
        case .context: "most tokens that prompt and answer take together; 0 takes the model's own limit"
        case .theme: "a theme, or auto: light or dark by the terminal's background"
        case .darkTheme: "the theme that auto takes on a dark background"
        case .lightTheme: "the theme that auto takes on a light background"
        case .color: "colours: as many as the terminal has, or fewer"
        case .glyphs: "lines and bars of Unicode or of ASCII"
        case .numbers: "sentence numbers beside the source"
        case .title: "the window is named after the document"
        case .mouse: "clicks and wheel; off leaves them to the terminal"
        case .keys: "default; vim: and Ctrl-o, Ctrl-f, Ctrl-b, ZZ; plain: no letters"
        }
    }

    /// It can neither run nor send anything, so a file that comes with a project may set it.
    var isSafeInProjects: Bool {
        switch self {
        case .model, .endpoint, .endpointModel, .annotator: false
        default: true
        }
    }

    /// A change is seen at once; of the others, at the next start.
    var actsAtOnce: Bool {
        switch self {
        case .theme, .darkTheme, .lightTheme, .glyphs, .numbers, .title, .mouse, .follow, .verify, .judge:
            true
        default: false
        }
    }
}

/// A value as a settings file writes it.
package enum SettingValue: Sendable, Hashable {
    case flag(Bool)
    case number(Double)
    case text(String)

    /// As people type it; nil where the setting takes no such thing.
    init?(_ text: String, for setting: Setting) {
        let text = text.trimmingSpace
        switch setting.kind {
        case .flag:
            switch text.lowercased() {
            case "true", "on", "yes", "1": self = .flag(true)
            case "false", "off", "no", "0": self = .flag(false)
            default: return nil
            }
        case .choice(let names):
            guard names.contains(text) else { return nil }
            self = .text(text)
        case .number:
            guard let number = Double(text) else { return nil }
            self = .number(number)
        case .text, .theme: self = .text(text)
        }
        guard fits(setting) else { return nil }
    }

    /// It is of the setting's kind and within its limits.
    func fits(_ setting: Setting) -> Bool {
        switch (self, setting.kind) {
        case (.flag, .flag), (.text, .text): true
        case (.text(let text), .choice(let names)): names.contains(text)
        case (.text(let text), .theme): !text.isEmpty
        case (.number(let number), .number(let range, let isWhole)):
            range.contains(number) && (!isWhole || number == number.rounded())
        default: false
        }
    }

    /// As a TOML file writes it.
    var toml: String {
        switch self {
        case .flag(let isOn): isOn ? "true" : "false"
        case .number: shown
        case .text(let text):
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
    }

    /// As people read it.
    var shown: String {
        switch self {
        case .flag(let isOn): isOn ? "on" : "off"
        case .number(let number): number == number.rounded() ? String(Int(number)) : String(number)
        case .text(let text): text
        }
    }
}

extension Setting {
    /// What values it takes, for messages.
    var accepted: String {
        switch kind {
        case .flag: "on or off"
        case .choice(let names): names.joined(separator: ", ")
        case .number(let range, let isWhole):
            (isWhole ? "a whole number" : "a number")
                + " from \(SettingValue.number(range.lowerBound).shown) to "
                + SettingValue.number(range.upperBound).shown
        case .text: "text"
        case .theme: "the name of a theme"
        }
    }
}
