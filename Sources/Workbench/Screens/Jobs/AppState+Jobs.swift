import LecternEngine
import TerminalUI

/// The list of jobs over a screen: what its keys do.
extension AppState {
    mutating func openJobs() { overlay = .jobs(ListView(count: jobs.count)) }

    mutating func pressJobs(_ key: Key, _ list: ListView) -> [Effect] {
        var list = list
        let jobs = jobs
        list.count = jobs.count
        let job = jobs.indices.contains(list.cursor) ? jobs[list.cursor] : nil
        switch key {
        case "q":
            overlay = nil
            return []
        case .escape, "d":
            // With nothing to stop Esc only closes.
            guard let job else {
                overlay = nil
                return []
            }
            let effects = stop(job)
            list.count = self.jobs.count
            overlay = .jobs(list)
            return effects
        case .enter:
            overlay = nil
            return job.map { show($0) } ?? []
        default:
            if let motion = ScrollMotion(key) { list.move(motion) }
            overlay = .jobs(list)
            return []
        }
    }

    private mutating func stop(_ job: JobRow) -> [Effect] {
        switch job.target {
        case .running(let id): return [.stop(id)]
        case .queued(let turn):
            guard reader.turns.indices.contains(turn), case .queued = reader.turns[turn].status else {
                return []
            }
            let question = reader.turns.remove(at: turn).question
            // What was typed isn't lost with it.
            if reader.field.isEmpty { reader.field.setText(question) }
            reader.select(nil)
            reader.refreshAnswers()
            return []
        }
    }

    private mutating func show(_ job: JobRow) -> [Effect] {
        guard job.screen != screen else { return [] }
        switch job.target {
        case .running, .queued: return run("go.\(job.screen.rawValue)")
        }
    }
}

/// Draws the list of jobs.
struct JobsView {
    let state: AppState
    let theme: Theme

    static func place(in body: Rect, rows: Int) -> (width: Int, height: Int) {
        (min(body.width, 100), min(body.height, max(1, rows) + 2))
    }

    func draw(_ list: ListView, look: Popup.Look, on frame: inout Frame<ClickTarget>) {
        let (jobs, glyphs) = (state.jobs, state.glyphs)
        let size = Self.place(in: state.body, rows: jobs.count)
        let note: SafeText =
            jobs.isEmpty ? "Esc close" : "Esc stop  \(Key.enter.label(glyphs)) go there  q close"
        let popup = Popup(title: "Jobs", note: note, width: size.width, height: size.height)
        frame.coverTargets(in: popup.place(in: state.body))
        let inner = popup.draw(on: &frame.surface, in: state.body, look: look)
        guard !jobs.isEmpty else {
            frame.surface.write(
                "Nothing is running and nothing waits.", at: (inner.x, inner.y), style: theme[.popup],
                in: inner)
            return
        }
        var list = list
        list.count = jobs.count
        list.height = inner.height
        var look = ListView.Look()
        look.cursor = theme[.cursor]
        look.glyphs = glyphs
        let isWide = inner.width >= 60
        let bar = inner.width >= 90 ? 16 : 8
        var columns: [ListView.Column] = [.init("", .fixed(8)), .init("", .share(1, min: 8))]
        if isWide {
            columns += [
                .init("", .fixed(bar + 5)), .init("", .fixed(10), .right), .init("", .fixed(15)),
            ]
        } else {
            columns.append(.init("", .fixed(7), .right))
        }
        list.draw(on: &frame.surface, in: inner, columns: columns, look: look) {
            row(jobs[$0], barWidth: isWide ? bar : nil)
        }
        for (index, place) in list.rows(in: inner) {
            frame.addTarget(.row(index), over: place)
            if index == list.cursor { frame.surface.cursor = Surface.Cursor(x: place.x + 1, y: place.y) }
        }
    }

    /// - Parameter barWidth: nil where there is room for one figure only.
    private func row(_ job: JobRow, barWidth: Int?) -> ListView.Row {
        func text(_ string: String) -> StyledText {
            StyledText(SafeText(untrusted: string.replacing("\n", with: " ")), theme[.popup])
        }
        let start = [text(job.name), text(job.detail)]
        guard let barWidth else {
            return ListView.Row(start + [text(job.share.map { "\(Int($0 * 100))%" } ?? job.state)])
        }
        let left = job.left.map { "\(Figures.duration($0)) left" }
        return ListView.Row(start + [bar(job, barWidth), text(job.rate), text(left ?? job.state)])
    }

    /// `██████░░░░░░  46%`
    private func bar(_ job: JobRow, _ barWidth: Int) -> StyledText {
        guard let share = job.share else { return StyledText() }
        let full = max(0, min(barWidth, Int(share * Double(barWidth))))
        let (done, rest) = state.glyphs.usesKeySymbols ? ("█", "░") : ("#", "-")
        var line = StyledText(SafeText(untrusted: String(repeating: done, count: full)), theme[.progress])
        line.append(
            SafeText(untrusted: String(repeating: rest, count: barWidth - full)), theme[.progressRest])
        let percent = String(Int(share * 100))
        let padding = String(repeating: " ", count: max(0, 4 - percent.count))
        line.append(SafeText(untrusted: padding + percent + "%"), theme[.popup])
        return line
    }
}
