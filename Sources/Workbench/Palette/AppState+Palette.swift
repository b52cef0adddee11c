import LecternEngine
import TerminalUI

extension AppState {
    mutating func openPalette(text: String = "") -> [Effect] {
        var palette = Palette(text: text, history: session.history)
        palette.show(paletteItems(for: text))
        overlay = .palette(palette)
        layOut()
        // Themes are offered as arguments.
        return settingsScreen.themes.isEmpty ? [.listThemes] : []
    }

    mutating func pressPalette(_ key: Key, _ palette: Palette) -> [Effect] {
        var palette = palette
        switch key {
        case .escape, .control("c"):
            overlay = nil
            return []
        case .enter:
            overlay = nil
            return run(palette)
        case .tab: palette.complete()
        case .down where !palette.items.isEmpty: palette.list.move(.lineDown)
        case .up where palette.list.cursor > 0: palette.list.move(.lineUp)
        case .pageDown: palette.list.move(.pageDown)
        case .pageUp: palette.list.move(.pageUp)
        default: _ = palette.field.handle(key)
        }
        let before: Palette? = if case .palette(let shown)? = overlay { shown } else { nil }
        if before?.field.text != palette.field.text { palette.show(paletteItems(for: palette.field.text)) }
        overlay = .palette(palette)
        return []
    }

    private mutating func run(_ palette: Palette) -> [Effect] {
        let text = palette.field.text.trimmingSpace
        guard let item = palette.chosen else {
            if !text.isEmpty { say("“\(text)” is neither a command nor anything that is here", .warning) }
            return []
        }
        if let reason = item.reason {
            say(reason, .warning)
            return []
        }
        var effects: [Effect] = []
        if case .line(let name, let argument) = item.action {
            session.remember(argument.isEmpty ? name : "\(name) \(argument)")
            effects.append(.saveSession(session))
        }
        return effects + run(item.action)
    }

    private mutating func run(_ action: Palette.Item.Action) -> [Effect] {
        switch action {
        case .command(let id, let place):
            var effects: [Effect] = []
            if place != screen {
                effects = run("go.\(place.rawValue)")
                guard screen == place else { return effects }
            }
            return effects + run(id)
        case .document(let id): return [.openDocument(id)]
        case .sentence(let number): return go(toSentence: number)
        case .setting(let setting): return openSettings(setting)
        case .line(let name, let argument):
            guard let command = TypedCommand.named(name) else { return [] }
            guard !argument.isEmpty || command.argument.isEmpty else {
                return openPalette(text: "\(name) ")
            }
            return command.run(&self, argument)
        }
    }

    // MARK: What is offered

    func paletteItems(for text: String) -> [Palette.Item] {
        let typed = text.drop { $0.isWhitespace }
        if let number = Int(typed.trimmingSuffix), reader.opened != nil {
            return [lineItem("goto", String(number))].compactMap(\.self)
        }
        if let space = typed.firstIndex(of: " "), let command = TypedCommand.named(String(typed[..<space])),
            !command.argument.isEmpty
        {
            return arguments(of: command, String(typed[typed.index(after: space)...]).trimmingSpace)
        }
        let words = PaletteMatch.words(text)
        guard !words.isEmpty else { return commandItems(of: screen) + lineItems }
        var found: [(item: Palette.Item, score: Int)] = []
        func add(_ items: [Palette.Item], penalty: Int, also names: (Palette.Item) -> String = { _ in "" }) {
            for item in items {
                let text = names(item) + " " + item.text
                if let score = PaletteMatch.score(words, in: text.trimmingSpace) {
                    found.append((item, score + penalty))
                }
            }
        }
        add(lineItems, penalty: 0) { item in
            if case .line(let name, _) = item.action { name } else { "" }
        }
        add(commandItems(of: screen), penalty: 0)
        add(headingItems, penalty: 3)
        add(documentItems, penalty: 3)
        add(settingItems, penalty: 4)
        for other in ScreenID.allCases where other != screen {
            add(commandItems(of: other, own: true), penalty: 6)
        }
        return found.enumerated().sorted {
            ($0.element.item.reason == nil ? 0 : 1, $0.element.score, $0.offset)
                < ($1.element.item.reason == nil ? 0 : 1, $1.element.score, $1.offset)
        }.map(\.element.item)
    }

    /// Commands of a screen; of another one only its own, without what moves about.
    private func commandItems(of place: ScreenID, own: Bool = false) -> [Palette.Item] {
        let commands = own ? place.commands.filter { $0.group != .move } : place.allCommands
        return commands.map { command in
            let bound = bindings.bound(command, on: place)
            let isEverywhere = Self.commonCommands.contains { $0.id == command.id }
            return Palette.Item(
                text: command.help,
                keys: bound.keys.compactMap(Key.sequence).first.map {
                    $0.map { $0.label(glyphs).string }.joined()
                }
                    ?? "none",
                place: isEverywhere ? "everywhere" : place.title,
                // Whether a command of another screen can run is known only there.
                reason: place == screen ? command.disabledReason(self) : nil,
                action: .command(command.id, place))
        }
    }

    private var lineItems: [Palette.Item] { TypedCommand.all.compactMap { lineItem($0.name, "") } }

    private func lineItem(_ name: String, _ argument: String) -> Palette.Item? {
        guard let command = TypedCommand.named(name) else { return nil }
        let shown = argument.isEmpty ? command.argument : argument
        return Palette.Item(
            text: ":\(name) \(shown)".trimmingSpace, keys: "", place: command.help,
            action: .line(name, argument))
    }

    private func arguments(of command: TypedCommand, _ typed: String) -> [Palette.Item] {
        let words = PaletteMatch.words(typed)
        let candidates = command.candidates(self).compactMap { candidate in
            PaletteMatch.score(words, in: candidate).map { (candidate, $0) }
        }.sorted { $0.1 < $1.1 }.prefix(200).map(\.0)
        // What is typed comes first where it is an argument by itself.
        let isOwn =
            !typed.isEmpty && (candidates.isEmpty || candidates.contains(typed) || typed.contains("="))
        let all = (isOwn ? [typed] : []) + candidates.filter { !isOwn || $0 != typed }
        return all.isEmpty
            ? [lineItem(command.name, "")].compactMap(\.self)
            : all.compactMap { lineItem(command.name, $0) }
    }

    private var headingItems: [Palette.Item] {
        guard let opened = reader.opened else { return [] }
        return opened.index.headings.map { heading in
            let page = opened.index.pageIndex(of: heading.sentence).map {
                " p. \(opened.index.pages[$0].label)"
            }
            return Palette.Item(
                text: "Heading: \(heading.title)", place: opened.document.title + (page ?? ""),
                action: .sentence(heading.sentence))
        }
    }

    private var documentItems: [Palette.Item] {
        library.documents.map {
            Palette.Item(text: "Open \($0.title)", place: $0.format, action: .document($0.id))
        }
    }

    private var settingItems: [Palette.Item] {
        Setting.allCases.map {
            Palette.Item(
                text: "Setting \($0.rawValue): \($0.help)", place: settings.value(of: $0).shown,
                action: .setting($0))
        }
    }
}

extension Substring {
    fileprivate var trimmingSuffix: String { String(self).trimmingSpace }
}
