package import Foundation

/// What the workbench is started with, resolved by whoever reads options and environment.
package struct WorkbenchConfiguration: Sendable {
    package var settings: Settings
    package var loader: SettingsLoader
    package var bindings = KeyBindings.standard
    package var keysFile: URL
    package var themes: ThemeShelf
    /// The person's own themes.
    package var themesFolder: URL
    /// Where marks and typed commands are kept.
    package var stateFolder: URL
    /// Bundled documents, for who begins.
    package var examples: [URL] = []
    /// Directories by what is in them, for people to see.
    package var paths: [(name: String, path: String)] = []
    package var environment: [String: String]
    /// Said at the start: what couldn't be used of settings, keys and themes.
    package var warnings: [String] = []

    package init(
        settings: Settings, loader: SettingsLoader, keysFile: URL, themes: ThemeShelf, themesFolder: URL,
        stateFolder: URL, environment: [String: String]
    ) {
        self.settings = settings
        self.loader = loader
        self.keysFile = keysFile
        self.themes = themes
        self.themesFolder = themesFolder
        self.stateFolder = stateFolder
        self.environment = environment
    }

    /// Reads the settings again after their file was edited; what flags and this session said stays.
    mutating func reloadSettings(keeping now: Settings) -> [String] {
        let (fresh, problems) = loader.load()
        settings = fresh.keepingTemporary(of: now)
        return problems.map(\.description)
    }

    package mutating func reloadKeys() -> [String] {
        let (fresh, problems) = KeyFile.load(
            keysFile, preset: KeyBindings.Preset(rawValue: settings.text(.keys)) ?? .standard)
        bindings = fresh
        return problems.map { "\(keysFile.lastPathComponent):\($0.description)" }
    }
}
