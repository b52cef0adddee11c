package import Documents
package import Generation

/// How a model is asked for a cited answer, as its file says.
package struct AnswerPrompt: Sendable {
    /// An earlier question about the same context, and what the model wrote.
    package struct Turn: Sendable, Hashable {
        package let question: String
        package let raw: String

        package init(question: String, raw: String) {
            self.question = question
            self.raw = raw
        }
    }

    private enum Style: Sendable {
        /// A system message of numbered sentences, then turns: models that Lectern trains.
        case numbered(PromptTemplate)
        /// LongCite's single user message (`longcite.md` §3); models that were not trained for it get an example.
        case longCite(isTrained: Bool)
    }

    private let style: Style
    /// What the model writes: statements, or cite pairs alone.
    package let form: CitationParser.Form
    /// What the model writes when the text does not say; nil where it has no fixed words for it.
    package let refusal: String?

    package init(_ profile: GeneratorProfile) {
        let prompts = profile.prompts
        refusal = prompts.refusal?.trimmed
        let template = { (text: String) in PromptTemplate(text, holes: ["question"]) }
        if prompts.layout == "numbered", let answer = prompts.answer {
            style = .numbered(template(answer))
            form = .statements
        } else if prompts.layout == "numbered", let find = prompts.find {
            style = .numbered(template(find))
            form = .citationsAlone
        } else {
            style = .longCite(isTrained: profile.name.lowercased().contains("longcite"))
            form = .statements
        }
    }

    /// The conversation that asks `question` about `context`.
    ///
    /// - Parameter earlier: turns about the same context, oldest first.
    package func messages(_ question: String, about context: NumberedContext, after earlier: [Turn])
        -> [ChatMessage]
    {
        switch style {
        case .numbered(let template):
            var messages = [Self.numberedDocument(context)]
            for turn in earlier {
                messages.append(ChatMessage(.user, parts: template.filled(["question": turn.question])))
                messages.append(ChatMessage(.assistant, parts: Self.written(turn.raw)))
            }
            messages.append(ChatMessage(.user, parts: template.filled(["question": question.trimmed])))
            return messages
        case .longCite(let isTrained):
            // The document stands in the first message; later questions follow it as plain turns.
            let questions = earlier.map(\.question) + [question.trimmed]
            var messages = [
                ChatMessage(
                    .user, parts: Self.document(context, question: questions[0], isTrained: isTrained))
            ]
            for (turn, next) in zip(earlier, questions.dropFirst()) {
                messages.append(ChatMessage(.assistant, parts: Self.written(turn.raw)))
                messages.append(ChatMessage(.user, parts: Self.question(next, isTrained: isTrained)))
            }
            return messages
        }
    }

    /// Where the sentences of a context begin in `messages`, in order, and where the last one ends.
    package func sentencePlaces(of context: NumberedContext) -> [GenerationRequest.PartPlace] {
        typealias Place = GenerationRequest.PartPlace
        switch style {
        case .numbered:
            // A number and its sentence are a part each.
            return (0..<context.count).map { Place(message: 0, part: 2 * $0) } + [Place(message: 1, part: 0)]
        case .longCite:
            var places: [Place] = []
            var part = 1
            for window in context.windows {
                for _ in window.sentences {
                    places.append(Place(message: 0, part: part))
                    part += 2
                }
                // The line end behind a window.
                part += 1
            }
            return places + [Place(message: 0, part: part)]
        }
    }

    /// The document as models of the numbered layout want it first.
    package static func numberedDocument(_ context: NumberedContext) -> ChatMessage {
        ChatMessage(.system, parts: numbered(context))
    }

    /// LongCite's user message about a whole document, as its training data hold it.
    package static func trainingPrompt(_ document: Document, question: String) -> String {
        Self.document(NumberedContext(whole: [document]), question: question, isTrained: true).map(\.string)
            .joined()
    }

    /// Tokens that numbering adds to a sentence: `<C`, the digits, `>`; at most, with five digits of their own, and at
    /// least.
    package static let numberingTokens = 7
    package static let leastNumberingTokens = 2

    /// `<C0> First sentence.<C1> Second one.`: one space after each number, so that a word is the same token at the
    /// start of a sentence as within one.
    private static func numbered(_ context: NumberedContext) -> [ChatMessage.Part] {
        var parts: [ChatMessage.Part] = []
        parts.reserveCapacity(2 * context.count)
        for number in 0..<context.count {
            parts.append(.markup("<C\(number)>"))
            parts.append(.text(" " + context.text(of: number).trimmed))
        }
        return parts
    }

    private static func document(
        _ context: NumberedContext, question text: String, isTrained: Bool
    ) -> [ChatMessage.Part] {
        var opening = ShippedPrompt.answer + "\n\n"
        if !isTrained { opening += ShippedPrompt.answerExample + "\n\n" }
        var parts: [ChatMessage.Part] = [.markup(opening + "[Document Start]\n")]
        var number = 0
        for window in context.windows {
            for sentence in window.sentences {
                parts.append(.markup("<C\(number)>"))
                parts.append(.text(Self.unit(sentence, of: window)))
                number += 1
            }
            parts.append(.text("\n"))
        }
        parts.append(.markup("[Document End]\n\n"))
        return parts + question(text, isTrained: isTrained)
    }

    /// A sentence with the white space behind it, which is all that parts it from the next number.
    private static func unit(_ sentence: Int, of window: NumberedContext.Window) -> String {
        let document = window.document
        let text = String(document.text(of: sentence...sentence))
        guard sentence < window.sentences.upperBound else { return text }
        let gap = document.text(
            in: document.sentences[sentence].range
                .upperBound..<document.sentences[sentence + 1].range.lowerBound)
        // What was left out as page furniture stays out of the prompt too.
        return text + (gap.allSatisfy(\.isWhitespace) ? String(gap) : "\n")
    }

    /// An earlier answer as the model wrote it. Only the four tags count as markup: what else looks like a special
    /// token may have been copied from a document.
    package static func written(_ raw: String) -> [ChatMessage.Part] {
        var scanner = MarkupScanner()
        return (scanner.consume(raw) + scanner.finish()).map { token in
            switch token {
            case .text(let text): .text(text)
            case .tag(let tag): .markup(tag.rawValue)
            case .lameOpening: .text(String(AnswerTag.statementOpen.rawValue.dropFirst()))
            }
        }
    }

    private static func question(_ text: String, isTrained: Bool) -> [ChatMessage.Part] {
        guard !isTrained else { return [.text(text)] }
        return [
            .markup("[Question]\n"), .text(text),
            .markup("\n\n\(ShippedPrompt.answerReminder)\n\n[Answer]\n"),
        ]
    }
}
