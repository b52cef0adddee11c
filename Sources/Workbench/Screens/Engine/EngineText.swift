import LecternEngine
import TerminalUI

/// What is said of a run in words: for the summary, for copying.
struct EngineText {
    let run: EngineRun
    let glyphs: GlyphSet

    struct Line: Sendable, Hashable {
        var label: String
        var value: String
    }

    /// Facts in the order in which they come about. What wasn't counted is left out.
    var summary: [Line] {
        var lines = [Line(label: "prompt", value: tokens)]
        if run.isEndpoint {
            lines += endpoint
        } else {
            lines += phases
        }
        if let rate = run.statistics?.prefillTokensPerSecond, !run.isEndpoint {
            let threads = run.figures.map { " on \(Figures.plural($0.report.threads, "thread"))" } ?? ""
            lines.append(Line(label: "reading", value: "\(Figures.rate(rate)) tok/s\(threads)"))
        }
        if let rate = run.statistics?.decodeTokensPerSecond {
            let slow = run.figures?.report.tokenSecondsP95.map { "  p95 \(Self.milliseconds($0))" } ?? ""
            lines.append(Line(label: "writing", value: "\(Figures.rate(rate)) tok/s\(slow)"))
        }
        if let statistics = run.statistics, let drafted = statistics.draftedTokens, !run.isEndpoint {
            let accepted = statistics.acceptedTokens ?? 0
            let share = drafted > 0 ? ", \(accepted * 100 / drafted)%" : ""
            lines.append(
                Line(
                    label: "speculated",
                    value: "\(Figures.count(accepted)) of \(Figures.count(drafted)) taken\(share)"))
        }
        if let report = run.figures?.report, report.weightBytes > 0 {
            let memory =
                "weights \(Figures.bytes(report.weightBytes))  KV \(Figures.bytes(report.cacheBytes))"
            lines.append(Line(label: "memory", value: memory))
        }
        return lines
    }

    private var tokens: String {
        guard let prompt = run.promptTokens, prompt > 0 else {
            return run.statistics == nil ? glyphs.nothing : "not told by the server"
        }
        var text = "\(Figures.count(prompt)) tok"
        if run.cachedTokens > 0 { text += ", \(Figures.count(run.cachedTokens)) cached" }
        if run.generatedTokens > 0 { text += ", \(Figures.count(run.generatedTokens)) written" }
        return text
    }

    private var endpoint: [Line] {
        [
            Line(
                label: "TTFT",
                value: run.statistics?.secondsToFirstToken.map(Figures.duration) ?? glyphs.nothing),
            Line(label: "attention", value: "not available from an endpoint"),
        ]
    }

    private var phases: [Line] {
        guard let phases = run.figures?.report.phases else { return [] }
        var lines = [Line(label: "tokenise", value: Figures.duration(phases.tokenizing))]
        if run.cachedTokens > 0 {
            lines.append(Line(label: "kept pages", value: Figures.duration(phases.loadingCache)))
        }
        lines.append(Line(label: "attention", value: Figures.duration(phases.attention)))
        lines.append(Line(label: "projections", value: Figures.duration(phases.projections)))
        if let seconds = run.statistics?.secondsToFirstToken {
            lines.append(Line(label: "TTFT", value: Figures.duration(seconds)))
        }
        return lines
    }

    /// `done`, `stopped`, `reading 32,149 of 84,112`
    var status: String {
        if let failure = run.failure { return failure }
        switch run.finish {
        case .stop: return "done"
        case .length: return "ended at the most tokens"
        case .cancelled: return "stopped by you"
        case .lost: return "lost in the middle"
        case nil: break
        }
        if run.generatedTokens > 0 { return "writing, \(Figures.count(run.generatedTokens)) tok" }
        guard let progress = run.progress else { return "waiting" }
        return "reading \(Figures.count(progress.done)) of \(Figures.count(progress.total))"
    }

    // MARK: The map

    /// Means over all heads.
    var means: String? {
        guard let map = run.attention, let density = map.density else { return nil }
        let measured = map.heads.compactMap(\.heldOutMass)
        let mean =
            run.statistics?.cra ?? (measured.isEmpty ? nil : measured.reduce(0, +) / Double(measured.count))
        let least = map.heads.compactMap(\.sampledMinimum).min()
        var text = "mean \(Figures.share(density, glyphs))"
        if let mean { text += "  CRA \(Figures.share(mean, glyphs))" }
        if let least { text += "  least \(Figures.share(least, glyphs))" }
        return text
    }

    /// What must be known to read the map rightly.
    var notes: [String] {
        if run.isEndpoint { return ["The map is not available from an endpoint."] }
        guard let map = run.attention else { return [] }
        var notes: [String] = []
        let under = map.heads.indices.filter { map.isUnderTarget(map.heads[$0]) }
        if !under.isEmpty, let target = map.target, let row = map.rowTarget {
            let names = under.prefix(4).map { "\($0 / map.headCount).\($0 % map.headCount)" }
            let more = under.count > 4 ? " and \(under.count - 4) more" : ""
            notes.append(
                "! under the target of \(Figures.share(target, glyphs)) (a row: \(Figures.share(row, glyphs))): "
                    + names.joined(separator: ", ") + more)
        }
        if run.cachedTokens > 0, map.computedTokens > 0 {
            notes.append(
                "\(Figures.count(run.cachedTokens)) tokens came from the cache: figures are of the other "
                    + "\(Figures.count(map.computedTokens)).")
        }
        if map.sampledTokens == 0, !run.isRunning || map.target == nil {
            notes.append(
                map.target == nil
                    ? "Read in full: nothing is sampled or measured. engine.attention = \"sample\" "
                        + "(or --attention sample) shows more."
                    : "Too short to be read by samples: every head looked at everything.")
        }
        return notes
    }

    /// Of one head, line by line.
    func head(layer: Int, head: Int) -> [String] {
        guard let map = run.attention else { return [] }
        let figures = map[layer, head]
        var first = "head \(layer).\(head)  density \(Figures.share(figures.density, glyphs))"
        guard figures.sparseChunks + figures.denseChunks > 0 else { return [first + "  read in full"] }
        first += "  CRA \(Figures.share(figures.heldOutMass, glyphs))"
        first += "  least \(Figures.share(figures.sampledMinimum, glyphs))"
        let columns =
            figures.profile.isEmpty && figures.sparseChunks > 0
            ? glyphs.nothing : Figures.count(figures.columnCount)
        let chunks = figures.sparseChunks + figures.denseChunks
        return [
            first,
            "window \(Figures.count(figures.window))  columns \(columns) of \(Figures.count(map.promptTokens))"
                + "  sparse in \(figures.sparseChunks) of \(Figures.plural(chunks, "chunk"))",
        ]
    }

    static func milliseconds(_ seconds: Double) -> String {
        seconds < 0.0095 ? "\(Figures.tenths(seconds * 1000)) ms" : "\(Int((seconds * 1000).rounded())) ms"
    }

    // MARK: As text

    /// Everything, for the clipboard.
    func plain(measure: EngineMeasure) -> String {
        var lines = ["Run \(run.number)  \(run.model)", run.title, run.question, status, ""]
        let width = 2 + (summary.map(\.label.count).max() ?? 0)
        lines += summary.map { $0.label.padded(to: width) + $0.value }
        if let map = run.attention {
            lines += ["", "\(measure.title), layers below one another (\(measure.legend(map)))"]
            for layer in 0..<map.layerCount {
                let cells = (0..<map.headCount).map { head -> String in
                    let figures = map[layer, head]
                    let digit = measure.digit(of: figures, in: map).map(String.init) ?? "."
                    return digit + (map.isUnderTarget(figures) ? "!" : " ")
                }
                let number = String(layer)
                lines.append(
                    String(repeating: " ", count: max(0, 3 - number.count)) + number + " " + cells.joined())
            }
            if let means { lines.append(means) }
        }
        return (lines + notes).joined(separator: "\n") + "\n"
    }
}
