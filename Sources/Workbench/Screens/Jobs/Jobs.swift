import LecternEngine

/// Something that goes on or waits, as the list of jobs shows it.
struct JobRow: Sendable, Hashable {
    enum Target: Sendable, Hashable {
        case running(JobID)
        /// A question that waits, by its turn.
        case queued(turn: Int)
    }

    var target: Target
    var name: String
    var detail: String
    /// From 0 to 1; nil where the length isn't known.
    var share: Double?
    var rate = ""
    /// Seconds.
    var left: Double?
    var state: String
    /// Where it is looked at.
    var screen: ScreenID
}

extension AppState {
    /// Everything that runs or waits, in the order in which the engine gets to it.
    var jobs: [JobRow] {
        answerJobs + importJobs + judgeJobs + modelJobs
    }

    private var answerJobs: [JobRow] {
        reader.turns.enumerated().compactMap { index, turn in
            let target: JobRow.Target
            if let job = reader.job, job.turn == index {
                target = .running(job.id)
            } else if let job = turn.quoting, turn.isRunning {
                target = .running(job)
            } else if case .queued = turn.status {
                target = .queued(turn: index)
            } else {
                return nil
            }
            var row = JobRow(
                target: target, name: "answer", detail: turn.question, state: "", screen: .reader)
            switch turn.status {
            case .queued: row.state = "queued"
            case .stage(.loadingModel): row.state = "loading the model"
            case .stage(.waiting): row.state = "waiting for the server"
            case .stage: row.state = "searching"
            case .reading(let pace):
                row.name = "read"
                row.state = "running"
                let progress = pace.progress
                row.share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : nil
                row.rate = pace.tokensPerSecond.map { "\(Figures.rate($0)) tok/s" } ?? ""
                row.left = pace.secondsLeft
            case .writing(let tokens, _):
                row.state = "running"
                row.rate = "\(Figures.count(tokens)) tok"
            case .finished, .failed: return nil
            }
            return row
        }
    }

    private var importJobs: [JobRow] {
        guard let importing = library.importing else { return [] }
        let elapsed = max(0, (now - importing.startedAt) / .seconds(1))
        let share = importing.share
        return [
            JobRow(
                target: .running(importing.job), name: "import", detail: importing.name, share: share,
                rate: importing.total > 1 ? "file \(importing.number)/\(importing.total)" : "",
                left: share > 0.05 && elapsed > 1 ? elapsed / share - elapsed : nil, state: "running",
                screen: .library)
        ]
    }

    private var judgeJobs: [JobRow] {
        var rows = cite.running.map { running -> JobRow in
            let turn = reader.turns.firstIndex { $0.id != nil && $0.id == running.answer }
            var row = JobRow(
                target: .running(running.job), name: "verify",
                detail: turn.map { reader.turns[$0].question } ?? "",
                state: running.isAsked ? "running" : "background", screen: .cite)
            row.share = Self.share(running.done, of: running.total)
            if running.total > 0 { row.rate = "\(running.done)/\(running.total)" }
            return row
        }
        if let running = reward.running {
            rows.append(
                JobRow(
                    target: .running(running.job), name: running.label,
                    detail: reward.shown?.question ?? reader.turns.last?.question ?? "",
                    share: Self.share(running.done, of: running.total),
                    rate: running.total > 0 ? "\(running.done)/\(running.total)" : "", state: "running",
                    screen: .reward))
        }
        return rows
    }

    private var modelJobs: [JobRow] {
        var rows: [JobRow] = []
        if let checking = models.checking {
            rows.append(
                JobRow(
                    target: .running(checking.job), name: "check", detail: checking.name,
                    share: Self.share(checking.done, of: checking.total),
                    rate: checking.done > 0 ? Figures.bytes(checking.done) : "", state: "running",
                    screen: .models))
        }
        if let testing = models.testing {
            rows.append(
                JobRow(
                    target: .running(testing), name: "try", detail: models.card?.name ?? "", state: "running",
                    screen: .models))
        }
        return rows
    }

    private static func share(_ done: Int, of total: Int) -> Double? {
        total > 0 ? Double(done) / Double(total) : nil
    }
}
