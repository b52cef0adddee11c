import LecternEngine
import TerminalUI

extension AppState {
    /// Clicks focus and go; the wheel scrolls what lies under the pointer and leaves the focus alone.
    mutating func click(_ mouse: Mouse, _ target: ClickTarget?) -> [Effect] {
        switch mouse.action {
        case .wheelUp: return wheel(-3, mouse)
        case .wheelDown: return wheel(3, mouse)
        case .press(.left, let clicks):
            reader.draggedBorder = overlay == nil ? border(at: (mouse.x, mouse.y)) : nil
            if reader.draggedBorder != nil { return [] }
            return press(target, clicks: clicks, mouse)
        case .drag(.left):
            drag(mouse, target)
            return []
        case .release:
            (reader.draggedBorder, reader.pressedSentence) = (nil, nil)
            return []
        case .press, .drag, .wheelLeft, .wheelRight: return []
        }
    }

    private mutating func wheel(_ lines: Int, _ mouse: Mouse) -> [Effect] {
        switch overlay {
        case .text(var text):
            text.pane.scroll(lines: lines)
            overlay = .text(text)
            return []
        case .palette(var palette):
            palette.list.scroll(rows: lines)
            overlay = .palette(palette)
            return []
        case .chooser(var chooser):
            chooser.list.scroll(rows: lines)
            overlay = .chooser(chooser)
            return []
        case .jobs(var list):
            list.scroll(rows: lines)
            overlay = .jobs(list)
            return []
        case .confirm, .prompt, nil: break
        }
        switch screen {
        case .library: library.list.scroll(rows: lines)
        case .cite:
            if cite.layout.listBox.contains((mouse.x, mouse.y)) {
                cite.list.scroll(rows: lines)
            } else {
                cite.detail.scroll(lines: lines)
            }
        case .reader:
            let point = (mouse.x, mouse.y)
            if reader.layout.source.contains(point) {
                reader.scrollSource(lines: lines)
            } else if reader.layout.answer.contains(point) {
                reader.answerPane.scroll(lines: lines)
            }
        case .reward:
            let point = (mouse.x, mouse.y)
            if reward.layout.detailBox.contains(point) {
                reward.detail.scroll(rows: lines)
            } else if reward.layout.candidatesBox.contains(point) {
                let before = reward.candidates.cursor
                reward.candidates.scroll(rows: lines)
                if reward.candidates.cursor != before { reward.subjectChanged() }
            }
        case .settings: settingsScreen.rows.scroll(rows: lines)
        case .label:
            let side = label.layout.cards.first { $0.box.contains((mouse.x, mouse.y)) }?.side
            label.scroll(side: side, lines: lines)
        case .models:
            if models.layout.detailBox.contains((mouse.x, mouse.y)) {
                models.detail.scroll(lines: lines)
            } else {
                models.list.scroll(rows: lines)
            }
        case .engine:
            if engine.layout.headBox.contains((mouse.x, mouse.y)) {
                engine.list.scroll(rows: lines)
            } else {
                engine.move(layers: lines, heads: 0)
            }
        }
        return []
    }

    private mutating func press(_ target: ClickTarget?, clicks: Int, _ mouse: Mouse) -> [Effect] {
        if case .jobs(var list)? = overlay {
            guard case .row(let row)? = target else { return [] }
            list.moveTo(row)
            overlay = .jobs(list)
            return clicks >= 2 ? press(.enter) : []
        }
        if case .chooser(var chooser)? = overlay {
            guard case .row(let row)? = target else { return [] }
            chooser.list.moveTo(row)
            overlay = .chooser(chooser)
            return press(.enter)
        }
        if case .palette(var palette)? = overlay {
            guard case .row(let row)? = target else { return [] }
            palette.list.moveTo(row)
            overlay = .palette(palette)
            return press(.enter)
        }
        guard overlay == nil, let target else { return [] }
        switch target {
        case .screen(let screen): return run("go.\(screen.rawValue)")
        case .row(let row) where screen == .cite:
            cite.list.moveTo(row)
            cite.citation = 0
            return clicks >= 2 ? run("cite.source") : []
        case .row(let row) where screen == .label:
            if LabelDimension.allCases.indices.contains(row) { label.row = LabelDimension.allCases[row] }
            return []
        case .row(let row) where screen == .models:
            models.focus = .list
            models.list.moveTo(row)
            return clicks >= 2 ? run("models.load") : []
        case .row(let row) where screen == .engine:
            engine.focus = .places
            engine.list.moveTo(row)
            return clicks >= 2 ? run("engine.open") : []
        case .page(let row):
            settingsScreen.focus = .pages
            return moveInSettings { $0.moveTo(row) }
        case .row(let row) where screen == .settings:
            settingsScreen.focus = .rows
            let effects = moveInSettings { $0.moveTo(row) }
            return clicks >= 2 ? changeSetting() : effects
        case .pane(let side) where screen == .label:
            label.focus(side)
            return []
        case .mark(let row):
            library.list.moveTo(row)
            return run("library.mark")
        case .turn(let turn):
            reader.focus = .answer
            reader.goTo(turn: turn)
            return []
        case .document(let tab):
            showDocument(tab)
            return []
        case .row(let row):
            library.list.moveTo(row)
            return clicks >= 2 ? run("library.open") : []
        case .pane(let number):
            if let pane = ReaderScreen.Pane(rawValue: number) { reader.focus = pane }
            if reader.focus == .field {
                let area = reader.layout.field.inset(horizontal: 0, vertical: 0)
                reader.field.placeCursor(at: (mouse.x - ReaderLayout.promptWidth, mouse.y), in: area)
            }
            return []
        case .citation(let reference):
            reader.rememberPlace()
            reader.focus = .source
            reader.select(reference, follow: true)
            return []
        case .sentence(let sentence):
            (reader.pressedSentence, reader.anchor) = (sentence, nil)
            reader.focus = .source
            // A click on a cited sentence goes back to its statement, as Enter does.
            if let reference = reader.citations(of: sentence).first {
                reader.goTo(sentence: sentence)
                reader.jumpToAnswer(reference)
            } else {
                reader.goTo(sentence: sentence)
            }
            return []
        case .dimension(let row):
            reward.focus = .bars
            if reward.bars.cursor != row {
                reward.bars.moveTo(row)
                reward.subjectChanged()
            }
            if clicks >= 2 { openRewardRow() }
            return []
        case .rewardRow(let row):
            reward.focus = .detail
            reward.detail.moveTo(row)
            if clicks >= 2 { openRewardRow() }
            return []
        case .candidate(let row):
            reward.focus = .candidates
            if reward.candidates.cursor != row {
                reward.candidates.moveTo(row)
                reward.subjectChanged()
            }
            return []
        case .cell(let layer, let head):
            engine.focus = .map
            engine.go(toLayer: layer, head: head)
            return []
        case .strip(let row, let height):
            guard let count = reader.opened?.index.sentenceCount, height > 0 else { return [] }
            reader.rememberPlace()
            reader.goTo(sentence: row * count / height, .top)
            return []
        }
    }
}
