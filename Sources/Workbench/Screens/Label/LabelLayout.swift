import TerminalUI

/// Where the parts of the Label screen are, for a size.
struct LabelLayout: Sendable {
    var question = Rect(width: 0, height: 0)
    /// Sides that are shown, each with its box.
    var cards: [(side: Int, box: Rect)] = []
    /// The rows, with their frame; one line on the smallest screens.
    var rows = Rect(width: 0, height: 0)
    /// `[A] B`, where only one candidate has room.
    var tabs = Rect(width: 0, height: 0)
    /// What a panel has: everything.
    var panel = Rect(width: 0, height: 0)
    var panelText = Rect(width: 0, height: 0)
    var hasBorders = true

    static let empty = LabelLayout()
    /// Five rows, a line for the note, and the frame.
    static let rowsHeight = 8

    private init() {}

    init(in area: Rect, _ layoutClass: LayoutClass, cards count: Int, focus: Int) {
        hasBorders = layoutClass != .extraSmall
        panel = area
        panelText = hasBorders ? area.inset(horizontal: 2, vertical: 1) : area
        let rowsHeight = hasBorders ? min(Self.rowsHeight, max(1, area.height - 6)) : 1
        let showsTabs = !hasBorders && count > 1
        let parts = area.split(
            .vertical, [.fixed(1), .fixed(showsTabs ? 1 : 0), .share(1), .fixed(rowsHeight)])
        question = parts[0]
        tabs = parts[1]
        rows = parts[3]
        let fitting =
            hasBorders ? (area.width >= 160 ? 3 : area.width >= 70 ? 2 : parts[2].height >= 8 ? 2 : 1) : 1
        let shown = min(count, fitting)
        guard shown > 0 else { return }
        // The focused one is always among those shown.
        let first = max(0, min(focus - shown / 2, count - shown))
        let axis: Rect.Axis = area.width >= 70 ? .horizontal : .vertical
        let boxes = parts[2].split(axis, Array(repeating: .share(1), count: shown))
        cards = boxes.enumerated().map { (first + $0, $1) }
    }

    func text(in box: Rect) -> Rect { hasBorders ? box.inset(horizontal: 2, vertical: 1) : box }
}
