import LecternEngine
import TerminalUI

/// Draws settings and themes.
struct SettingsView {
    private let state: AppState
    private let theme: Theme
    private var screen: SettingsScreen { state.settingsScreen }

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        pages(on: &frame)
        rows(on: &frame)
        let layout = screen.layout
        guard !layout.detailBox.isEmpty else { return }
        switch screen.page {
        case .themes:
            box(layout.detailBox, "Preview", note: depthName, isFocused: false, on: &frame)
            ThemePreview(theme, glyphs: state.glyphs, showsContrasts: screen.showsContrasts).draw(
                on: &frame.surface, in: layout.detail)
        case .group:
            box(layout.detailBox, screen.setting?.rawValue ?? "", isFocused: false, on: &frame)
            detail(in: layout.detail, on: &frame)
        case .paths:
            box(layout.detailBox, "Path", isFocused: false, on: &frame)
            let path =
                screen.paths.indices.contains(screen.rows.cursor) ? screen.paths[screen.rows.cursor].path : ""
            write(wrapped: path, .fg, from: layout.detail.y, in: layout.detail, on: &frame)
        }
    }

    private var depthName: String { screen.depth?.name ?? "" }

    private func box(
        _ area: Rect, _ title: String, note: String = "", isFocused: Bool, on frame: inout Frame<ClickTarget>
    ) {
        guard screen.layout.hasBorders, !area.isEmpty else { return }
        frame.surface.box(
            area, title: SafeText(untrusted: title), note: SafeText(untrusted: note), isFocused: isFocused,
            style: .init(border: theme[isFocused ? .borderFocus : .border], title: theme[.title]),
            glyphs: state.glyphs)
    }

    private var look: ListView.Look {
        var look = ListView.Look()
        look.header = theme[.muted]
        look.cursor = theme[.cursor]
        look.marked = theme[.marked]
        look.glyphs = state.glyphs
        return look
    }

    private func pages(on frame: inout Frame<ClickTarget>) {
        let layout = screen.layout
        guard !layout.pages.isEmpty else { return }
        box(layout.pagesBox, "Settings", isFocused: screen.focus == .pages, on: &frame)
        screen.pages.draw(
            on: &frame.surface, in: layout.pages, columns: [ListView.Column("", .share(1))], look: look
        ) { index in
            ListView.Row([StyledText(SafeText(untrusted: SettingsScreen.allPages[index].title), theme[.fg])])
        }
        for (index, place) in screen.pages.rows(in: layout.pages) {
            frame.addTarget(.page(index), over: place)
        }
    }

    private func rows(on frame: inout Frame<ClickTarget>) {
        let layout = screen.layout
        guard !layout.rows.isEmpty else { return }
        box(layout.rowsBox, screen.page.title, isFocused: screen.focus == .rows, on: &frame)
        let columns: [ListView.Column]
        switch screen.page {
        case .group:
            let isWide = layout.rows.width >= 60
            columns =
                [
                    ListView.Column("", .fixed(19)), ListView.Column("", .share(1)),
                ] + (isWide ? [ListView.Column("", .fixed(18), .right)] : [])
        case .themes: columns = [ListView.Column("", .share(1)), ListView.Column("", .fixed(8), .right)]
        case .paths: columns = [ListView.Column("", .fixed(10)), ListView.Column("", .share(1))]
        }
        screen.rows.draw(on: &frame.surface, in: layout.rows, columns: columns, look: look) { index in
            row(index, isWide: columns.count == 3)
        }
        for (index, place) in screen.rows.rows(in: layout.rows) {
            frame.addTarget(.row(index), over: place)
            if index == screen.rows.cursor, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: place.x + 1, y: place.y)
            }
        }
    }

    private func row(_ index: Int, isWide: Bool) -> ListView.Row {
        func cell(_ text: String, _ role: StyleRole) -> StyledText {
            StyledText(SafeText(untrusted: text), theme[role])
        }
        switch screen.page {
        case .group:
            let setting = screen.settings[index]
            let origin = state.settings.origin(of: setting)
            let value = state.settings.value(of: setting)
            let shown = value.shown.isEmpty ? state.glyphs.nothing : value.shown
            let cells = [
                cell(setting.rawValue, .fg), cell(shown, origin == .standard ? .muted : .strong),
            ]
            return ListView.Row(isWide ? cells + [cell(Self.short(origin), .muted)] : cells)
        case .themes:
            let name = screen.themes[index]
            let note = name == state.settings.text(.theme) ? "kept" : name == screen.tried ? "tried" : ""
            return ListView.Row([cell(name, .fg), cell(note, .muted)])
        case .paths:
            return ListView.Row([cell(screen.paths[index].name, .muted), cell(screen.paths[index].path, .fg)])
        }
    }

    private static func short(_ origin: Settings.Origin) -> String {
        switch origin {
        case .system: "system file"
        case .user: "your file"
        case .project: "project file"
        case .environment: "environment"
        case .standard, .flag, .session: origin.name
        }
    }

    private func detail(in area: Rect, on frame: inout Frame<ClickTarget>) {
        guard let setting = screen.setting else { return }
        var y = write(wrapped: setting.help, .fg, from: area.y, in: area, on: &frame) + 1
        let facts = [
            ("takes", setting.accepted), ("default", setting.standard.shown),
            ("from", state.settings.origin(of: setting).name), ("variable", setting.environmentName),
            ("acts", setting.actsAtOnce ? "at once" : "from the next start on"),
        ]
        for (name, value) in facts where !value.isEmpty {
            guard y < area.maxY else { return }
            frame.surface.write(SafeText(untrusted: name), at: (area.x, y), style: theme[.muted], in: area)
            let rest = Rect(x: area.x + 10, y: area.y, width: area.width - 10, height: area.height)
            y = write(wrapped: value, .fg, from: y, in: rest, on: &frame)
        }
    }

    @discardableResult
    private func write(
        wrapped text: String, _ role: StyleRole, from top: Int, in area: Rect,
        on frame: inout Frame<ClickTarget>
    ) -> Int {
        let layout = TextLayout(SafeText(untrusted: text), width: max(1, area.width))
        var y = top
        for line in layout.lines where y < area.maxY {
            frame.surface.write(layout.shown(line), at: (area.x, y), style: theme[role], in: area)
            y += 1
        }
        return y
    }
}
