/// The values of all settings, each with the layers that gave one.
package struct Settings: Sendable {
    /// Where a value comes from; later ones win.
    package enum Origin: Sendable, Hashable {
        case standard
        case system(path: String)
        case user(path: String)
        case project(path: String)
        case environment(name: String)
        case flag
        case session

        /// Higher ones win.
        var rank: Int {
            switch self {
            case .standard: 0
            case .system: 1
            case .user: 2
            case .project: 3
            case .environment: 4
            case .flag: 5
            case .session: 6
            }
        }

        /// For people.
        package var name: String {
            switch self {
            case .standard: "default"
            case .system(let path), .user(let path), .project(let path): path
            case .environment(let name): name
            case .flag: "command line"
            case .session: "this session"
            }
        }
    }

    struct Layer: Sendable {
        let origin: Origin
        var values: [Setting: SettingValue]
    }

    private var layers: [Layer]

    package init() { layers = [] }

    init(_ layers: [Layer]) { self.layers = layers }

    func value(of setting: Setting) -> SettingValue {
        layers.last { $0.values[setting] != nil }?.values[setting] ?? setting.standard
    }

    func origin(of setting: Setting) -> Origin {
        layers.last { $0.values[setting] != nil }?.origin ?? .standard
    }

    /// Every layer that says something of a setting, the one that counts last.
    func history(of setting: Setting) -> [(origin: Origin, value: SettingValue)] {
        [(.standard, setting.standard)]
            + layers.compactMap { layer in layer.values[setting].map { (layer.origin, $0) } }
    }

    /// Sets or, with nil, clears a value; a layer that isn't there yet is put where it belongs.
    mutating func set(_ setting: Setting, to value: SettingValue?, from origin: Origin) {
        if let index = layers.firstIndex(where: { $0.origin == origin }) {
            layers[index].values[setting] = value
        } else if let value {
            let place = layers.firstIndex { $0.origin.rank > origin.rank } ?? layers.count
            layers.insert(Layer(origin: origin, values: [setting: value]), at: place)
        }
    }

    /// With the flags and the session's changes of other settings on top.
    func keepingTemporary(of other: Settings) -> Settings {
        Settings(
            layers.filter { $0.origin != .flag && $0.origin != .session }
                + other.layers.filter { $0.origin == .flag || $0.origin == .session })
    }

    /// What the command line says, above everything but the session.
    package mutating func setFlag(_ setting: Setting, to text: String?) {
        guard let text, let value = SettingValue(text, for: setting) else { return }
        set(setting, to: value, from: .flag)
    }

    package func text(_ setting: Setting) -> String { value(of: setting).shown }

    /// Text that is there; nil for none.
    package func name(_ setting: Setting) -> String? {
        let text = text(setting)
        return text.isEmpty ? nil : text
    }

    package func isOn(_ setting: Setting) -> Bool { value(of: setting) == .flag(true) }

    package func number(_ setting: Setting) -> Double {
        if case .number(let number) = value(of: setting) { number } else { 0 }
    }
}
