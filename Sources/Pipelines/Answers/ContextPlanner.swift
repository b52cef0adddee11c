package import Documents
package import Generation

/// A document as the planner sees it: its passages by search, and what its sentences cost.
package struct ContextSource: Sendable {
    package let reader: DocumentReader
    /// Tokens of each sentence for the model that will read it.
    package let sentenceTokens: [Int]

    package var document: Document { reader.document }

    package init(reader: DocumentReader, sentenceTokens: [Int]) {
        precondition(sentenceTokens.count == reader.document.sentences.count, "one count a sentence")
        self.reader = reader
        self.sentenceTokens = sentenceTokens
    }
}

/// Chooses what a model reads of the documents: all of it where that fits, else the parts that `ContextFit` names.
package struct ContextPlanner: Sendable {
    /// A prompt that fits, and how it came about.
    package struct Plan: Sendable {
        package let context: NumberedContext
        package let messages: [ChatMessage]
        package let summary: ContextSummary
    }

    private let generator: any TextGenerator
    private let prompt: AnswerPrompt
    /// Most tokens of a prompt that the model can read at all, and that it was trained to read.
    private let hardLimit: Int
    private let limit: Int
    private let sentenceLimit: Int
    private let search: PassageSearch

    /// A model that only finds sentences errs less among few, and where a reader put passages in order the first ones are
    /// enough. Of 20 planted facts in 400 pages the bundled model cites 15 to 17 from 20 sentences, 20 from 10, 18 or 19
    /// from 8, 13 from 6 (`eval needle`).
    private static let rankedSentences = 10
    /// Room kept for the answer, at most a quarter of the context.
    private static let answerRoom = 512

    /// - Parameters:
    ///   - search: finds the parts that are read of what is too long.
    ///   - prompt: how the generator is asked; nil for its answering prompt.
    package init(
        _ generator: any TextGenerator, sampling: SamplingParameters, search: PassageSearch = .byWords,
        prompt: AnswerPrompt? = nil
    ) {
        let profile = generator.profile
        self.search = search
        self.generator = generator
        self.prompt = prompt ?? AnswerPrompt(profile)
        let room = min(Self.answerRoom, sampling.maximumTokens, profile.contextLength / 4)
        hardLimit = max(1, profile.contextLength - max(1, room))
        limit = min(hardLimit, profile.prompts.tokenLimit ?? .max)
        sentenceLimit = profile.prompts.sentenceLimit ?? .max
    }

    /// - Parameters:
    ///   - earlier: turns about the whole of the same documents, oldest first. Sent only when the whole is read now
    ///     too, the newest that fit.
    ///   - scope: what the person wants it answered from; more than `fit` allows is never read.
    ///   - willSearch: called before passages are looked for.
    /// - Throws: `PipelineError.tooLong` or `.noRoom`, and what counting tokens throws.
    package func plan(
        _ question: String, about sources: [ContextSource], after earlier: [AnswerPrompt.Turn],
        fit: ContextFit, scope: QuestionScope = .automatic,
        willSearch: () -> Void = {}
    ) async throws -> Plan {
        if case .sections(let sections) = scope {
            return try await plan(question, about: sources, within: sections, willSearch: willSearch)
        }
        let sentenceCount = sources.reduce(0) { $0 + $1.sentenceTokens.count }
        let whole = NumberedContext(whole: sources.map(\.document))
        let mustBeWhole = scope == .whole || (scope == .automatic && (fit == .whole || fit == .fail))
        let mayBeWhole = scope != .search
        let frame = try await tokens(question, NumberedContext([]))
        let least = sources.reduce(frame) { sum, source in
            source.sentenceTokens.reduce(sum) { $0 + $1 + AnswerPrompt.leastNumberingTokens }
        }
        if mustBeWhole || (mayBeWhole && sentenceCount <= sentenceLimit && least <= limit) {
            let count = try await tokens(question, whole)
            if count <= (mustBeWhole ? hardLimit : limit) {
                return try await withTurns(question, whole, tokens: count, earlier)
            }
            if mustBeWhole { throw PipelineError.tooLong(tokens: count, limit: hardLimit) }
        }
        let few = fit == .retrieve && prompt.form == .citationsAlone && search.isRanked
        var selection = Selection(
            sources, tokens: limit - frame,
            sentences: few ? min(sentenceLimit, Self.rankedSentences) : sentenceLimit,
            numbering: AnswerPrompt.numberingTokens)
        var mode: ContextSummary.Mode
        switch scope == .search ? .retrieve : fit {
        case .head:
            selection.takeHead()
            mode = .head
        case .middleOut:
            selection.takeEnds()
            mode = .middleOut
        case .retrieve, .whole, .fail:
            willSearch()
            mode = .retrieved
            selection.take(try await search.passages(for: question, in: sources.map(\.reader)))
            if selection.isEmpty {
                // Nothing shares a word with the question: the beginning is as good a place as any, and is said.
                selection.takeHead()
                mode = .head
            }
        }
        return try await fitting(
            question, selection, mode: mode, documentSentences: sentenceCount,
            scope: scope == .automatic ? nil : scope)
    }

    /// What is read when the question is about some passages.
    private func plan(
        _ question: String, about sources: [ContextSource], within sections: [SentenceSpan],
        willSearch: () -> Void
    ) async throws -> Plan {
        let context = NumberedContext(sections, of: sources.map(\.document))
        guard context.count > 0 else {
            throw PipelineError.emptyDocument(title: sources.first?.document.title ?? "")
        }
        let documentSentences = sources.reduce(0) { $0 + $1.sentenceTokens.count }
        let scope = QuestionScope.sections(context.windowSpans)
        if context.count <= sentenceLimit {
            let count = try await tokens(question, context)
            if count <= limit {
                return Plan(
                    context: context, messages: prompt.messages(question, about: context, after: []),
                    summary: ContextSummary(
                        sentences: context.count, documentSentences: documentSentences, tokens: count,
                        mode: .sections, windows: context.windowSpans, earlierTurns: 0, scope: scope))
            }
        }
        let few = prompt.form == .citationsAlone && search.isRanked
        var selection = Selection(
            sources, tokens: limit - (try await tokens(question, NumberedContext([]))),
            sentences: few ? min(sentenceLimit, Self.rankedSentences) : sentenceLimit,
            numbering: AnswerPrompt.numberingTokens)
        willSearch()
        selection.take(
            try await search.passages(
                for: question, in: sources.map(\.reader), within: context.windowSpans))
        let found = !selection.isEmpty
        if !found { selection.takeHead(of: context.windowSpans) }
        return try await fitting(
            question, selection, mode: found ? .retrieved : .head, documentSentences: documentSentences,
            scope: scope)
    }

    /// The prompt of an answer that is to go on: the same parts of the same documents, the same turns before.
    ///
    /// - Throws: `PipelineError.cannotContinue` where another model wrote it, or what it read isn't at hand.
    package func plan(
        resuming answer: CitedAnswer, about sources: [ContextSource], after earlier: [AnswerPrompt.Turn]
    ) throws -> Plan {
        let profile = generator.profile
        guard profile.continuesText else { throw PipelineError.cannotContinue(.server(profile.name)) }
        guard profile.name == answer.model.name else {
            throw PipelineError.cannotContinue(.otherModel(answer.model.name, now: profile.name))
        }
        let windows = answer.context.windows.compactMap { span -> NumberedContext.Window? in
            let document = sources.first { $0.document.id == span.document }?.document
            guard let document, span.sentences.lowerBound >= 0,
                span.sentences.upperBound < document.sentences.count
            else { return nil }
            return NumberedContext.Window(document, span.sentences)
        }
        let turns = Array(earlier.suffix(answer.context.earlierTurns))
        guard windows.count == answer.context.windows.count, !windows.isEmpty,
            turns.count == answer.context.earlierTurns
        else { throw PipelineError.cannotContinue(.otherText) }
        let context = NumberedContext(windows)
        return Plan(
            context: context, messages: prompt.messages(answer.question, about: context, after: turns),
            summary: answer.context)
    }

    /// The selection as a prompt; what was taken last goes first while the exact count is over the limit.
    private func fitting(
        _ question: String, _ selection: Selection, mode: ContextSummary.Mode, documentSentences: Int,
        scope: QuestionScope?
    ) async throws -> Plan {
        var selection = selection
        while !selection.isEmpty {
            let context = NumberedContext(selection.windows)
            let count = try await tokens(question, context)
            if count <= limit {
                return Plan(
                    context: context, messages: prompt.messages(question, about: context, after: []),
                    summary: ContextSummary(
                        sentences: context.count, documentSentences: documentSentences, tokens: count,
                        mode: mode,
                        windows: context.windowSpans, earlierTurns: 0, scope: scope))
            }
            selection.giveBack(tokens: count - limit)
        }
        throw PipelineError.noRoom(limit: limit)
    }

    private func withTurns(
        _ question: String, _ context: NumberedContext, tokens count: Int, _ earlier: [AnswerPrompt.Turn]
    ) async throws -> Plan {
        // A model that only cites has no use for what was asked before.
        var turns = prompt.form == .statements ? earlier : []
        var total = count
        while !turns.isEmpty {
            total = try await generator.tokenCount(
                of: prompt.messages(question, about: context, after: turns))
            if total <= limit { break }
            turns.removeFirst()
            total = count
        }
        return Plan(
            context: context, messages: prompt.messages(question, about: context, after: turns),
            summary: ContextSummary(
                sentences: context.count, documentSentences: context.count, tokens: total, mode: .whole,
                windows: context.windowSpans, earlierTurns: turns.count))
    }

    private func tokens(_ question: String, _ context: NumberedContext) async throws -> Int {
        try await generator.tokenCount(of: prompt.messages(question, about: context, after: []))
    }
}
