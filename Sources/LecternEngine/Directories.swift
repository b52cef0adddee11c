public import Foundation

/// Where Lectern keeps things (`ux.md` §14). Resolved once; nothing below reads the environment.
public struct Directories: Sendable, Hashable {
    /// Settings, keys, themes.
    public var config: URL
    /// Library, conversations, models.
    public var data: URL
    /// History and logs.
    public var state: URL
    /// What may be deleted at any time.
    public var cache: URL

    public init(config: URL, data: URL, state: URL, cache: URL) {
        self.config = config
        self.data = data
        self.state = state
        self.cache = cache
    }

    /// All four under one folder.
    public init(home: URL) {
        self.init(
            config: home.appending(path: "config"), data: home.appending(path: "data"),
            state: home.appending(path: "state"), cache: home.appending(path: "cache"))
    }

    /// `LECTERN_HOME`, else the XDG folders. Relative XDG values are ignored, as the standard says; without a
    /// home folder everything goes under the temporary one.
    public init(environment: [String: String]) {
        if let home = environment["LECTERN_HOME"], !home.isEmpty {
            self.init(home: URL(filePath: home))
            return
        }
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let base = home.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        func folder(_ variable: String, _ standard: String) -> URL {
            if let value = environment[variable], value.hasPrefix("/") {
                return URL(filePath: value).appending(path: "lectern")
            }
            return base.appending(path: standard).appending(path: "lectern")
        }
        self.init(
            config: folder("XDG_CONFIG_HOME", ".config"), data: folder("XDG_DATA_HOME", ".local/share"),
            state: folder("XDG_STATE_HOME", ".local/state"), cache: folder("XDG_CACHE_HOME", ".cache"))
    }
}
