import LecternEngine
import TerminalUI

/// All settings in groups, and the themes with a preview (`ux.md` §7.9).
struct SettingsScreen: Sendable {
    enum Page: Sendable, Hashable {
        case group(Setting.Group)
        case themes
        /// Where things are kept.
        case paths

        var title: String {
            switch self {
            case .group(let group): group.rawValue
            case .themes: "Theme"
            case .paths: "Paths"
            }
        }
    }

    enum Focus: Sendable { case pages, rows }

    static let allPages: [Page] =
        Setting.Group.allCases.flatMap { group -> [Page] in
            group == .display ? [.group(.display), .themes] : [.group(group)]
        } + [.paths]

    var pages = ListView(count: Self.allPages.count)
    var rows = ListView()
    var focus = Focus.rows
    /// The screen that `q` goes back to.
    var cameFrom = ScreenID.library
    /// Names of all themes; empty until they are listed.
    var themes: [String] = []
    /// The theme that is tried, not kept yet.
    var tried: String?
    /// Colours that the tried theme is shown with; nil for all that the terminal has.
    var depth: ColorDepth?
    var showsContrasts = false
    /// Directories by what is in them.
    var paths: [(name: String, path: String)] = []
    private(set) var layout = SettingsLayout.empty

    var page: Page { Self.allPages[min(pages.cursor, Self.allPages.count - 1)] }

    /// The settings of the page shown.
    var settings: [Setting] {
        guard case .group(let group) = page else { return [] }
        return Setting.allCases.filter { $0.group == group }
    }

    var setting: Setting? {
        settings.indices.contains(rows.cursor) ? settings[rows.cursor] : nil
    }

    /// The theme under the cursor.
    var theme: String? {
        page == .themes && themes.indices.contains(rows.cursor) ? themes[rows.cursor] : nil
    }

    mutating func show(_ page: Page) {
        guard let index = Self.allPages.firstIndex(of: page) else { return }
        pages.moveTo(index)
        pageChanged()
    }

    mutating func show(_ setting: Setting) {
        show(.group(setting.group))
        rows.moveTo(settings.firstIndex(of: setting) ?? 0)
        focus = .rows
    }

    mutating func pageChanged() {
        rows.count = rowCount
        rows.moveTo(0)
        showsContrasts = false
    }

    private var rowCount: Int {
        switch page {
        case .group: settings.count
        case .themes: themes.count
        case .paths: paths.count
        }
    }

    mutating func layOut(in area: Rect, _ layoutClass: LayoutClass) {
        layout = SettingsLayout(in: area, layoutClass, focus)
        rows.count = rowCount
        pages.height = max(1, layout.pages.height)
        rows.height = max(1, layout.rows.height)
    }
}

/// Where the parts of the screen are: groups, rows, what is said of the row.
struct SettingsLayout: Sendable, Hashable {
    var pagesBox = Rect(width: 0, height: 0)
    var pages = Rect(width: 0, height: 0)
    var rowsBox = Rect(width: 0, height: 0)
    var rows = Rect(width: 0, height: 0)
    var detailBox = Rect(width: 0, height: 0)
    var detail = Rect(width: 0, height: 0)
    var hasBorders = true

    static let empty = SettingsLayout()

    private init() {}

    init(in area: Rect, _ layoutClass: LayoutClass, _ focus: SettingsScreen.Focus) {
        switch layoutClass {
        case .extraSmall:
            hasBorders = false
            (pagesBox, rowsBox) = focus == .pages ? (area, rowsBox) : (pagesBox, area)
            (pages, rows) = (pagesBox, rowsBox)
            return
        case .small:
            let columns = area.split(.horizontal, [.fixed(18), .share(1)])
            pagesBox = columns[0]
            let parts = columns[1].split(.vertical, [.share(1), .share(1)])
            (rowsBox, detailBox) = (parts[0], parts[1])
        case .medium, .large:
            let parts = area.split(.horizontal, [.fixed(20), .share(3), .share(2)])
            (pagesBox, rowsBox, detailBox) = (parts[0], parts[1], parts[2])
        }
        pages = pagesBox.inset(by: 1)
        rows = rowsBox.inset(by: 1)
        detail = detailBox.inset(by: 1).inset(horizontal: 1, vertical: 0)
    }
}
