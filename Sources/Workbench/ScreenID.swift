/// The main screens, in the order of the top bar.
enum ScreenID: String, Sendable, CaseIterable {
    case library, reader, cite, reward, label, engine, models, settings

    /// Those of the top bar.
    static let tabs = allCases.filter { $0 != .settings }

    var title: String {
        switch self {
        case .library: "Library"
        case .reader: "Read"
        case .cite: "Cite"
        case .reward: "Reward"
        case .label: "Label"
        case .engine: "Engine"
        case .models: "Models"
        case .settings: "Settings"
        }
    }

    /// The function key that goes there; nil for screens that have none.
    var functionKey: Int? {
        switch self {
        case .library: 2
        case .reader: 3
        case .cite: 4
        case .reward: 5
        case .label: 6
        case .engine: 7
        case .models: 9
        case .settings: nil
        }
    }

    /// Digits before a key repeat it; where digits are keys of their own they don't.
    var takesCounts: Bool { self == .library || self == .reader || self == .engine }

    /// What can be done on this screen and nowhere else.
    var commands: [Command] {
        switch self {
        case .library: LibraryScreen.commands
        case .reader: ReaderScreen.commands
        case .cite: CiteScreen.commands
        case .reward: RewardScreen.commands
        case .label: LabelScreen.commands
        case .engine: EngineScreen.commands
        case .models: ModelsScreen.commands
        case .settings: SettingsScreen.commands
        }
    }

    /// The letter after `g`.
    var letter: String {
        switch self {
        case .library: "l"
        case .reader: "r"
        case .cite: "c"
        case .reward: "w"
        case .label: "b"
        case .engine: "e"
        case .models: "m"
        case .settings: "s"
        }
    }
}

/// How much room there is (`ux.md` §3).
enum LayoutClass: Sendable {
    /// One pane at a time.
    case extraSmall
    /// Panes stacked.
    case small
    /// Two columns.
    case medium
    /// Three columns.
    case large

    /// Under which what belongs to a size is kept.
    var name: String {
        switch self {
        case .extraSmall: "XS"
        case .small: "S"
        case .medium: "M"
        case .large: "L"
        }
    }

    init(width: Int, height: Int) {
        switch (width, height) {
        case (..<60, _), (_, ..<16): self = .extraSmall
        case (60..<100, _): self = .small
        case (100..<160, _): self = .medium
        default: self = .large
        }
    }
}
