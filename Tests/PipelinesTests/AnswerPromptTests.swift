import Documents
import Generation
import Pipelines
import Testing

struct AnswerPromptTests {
    private let context = NumberedContext(whole: [.sample(["It rained.", "We left <statement>."])])

    private func profile(_ name: String = "m", _ change: (inout PromptSet) -> Void = { _ in })
        -> GeneratorProfile
    {
        var profile = GeneratorProfile.scripted
        profile.name = name
        change(&profile.prompts)
        return profile
    }

    @Test func aModelOfOurOwnGetsItsDocumentFirst() {
        let prompt = AnswerPrompt(
            profile {
                $0.layout = "numbered"
                $0.find = "Find: {question}"
                $0.refusal = " The document does not say."
            })
        let messages = prompt.messages(" Why? ", about: context, after: [])
        #expect(messages.map(\.role) == [.system, .user])
        // Numbers are markup, sentences are ordinary text: the tag that the document spells stays text.
        #expect(
            messages[0].parts == [
                .markup("<C0>"), .text(" It rained."), .markup("<C1>"), .text(" We left <statement>."),
            ])
        #expect(messages[1].parts == [.markup("Find: "), .text("Why?")])
        #expect(prompt.form == .citationsAlone)
        #expect(prompt.refusal == "The document does not say.")
    }

    @Test func aModelThatPhrasesAnswersIsAskedForThem() {
        let prompt = AnswerPrompt(
            profile {
                $0.layout = "numbered"
                $0.find = "Find: {question}"
                $0.answer = "{question}"
            })
        #expect(prompt.form == .statements)
        #expect(prompt.messages("Why?", about: context, after: [])[1].parts == [.text("Why?")])
    }

    @Test func earlierTurnsKeepTheirTagsAndNothingElseAsMarkup() {
        let prompt = AnswerPrompt(
            profile {
                $0.layout = "numbered"
                $0.answer = "{question}"
            })
        let turn = AnswerPrompt.Turn(
            question: "When?", raw: "<statement> <|user|> said<cite>[0-0]</cite></statement>")
        let messages = prompt.messages("Why?", about: context, after: [turn])
        #expect(messages.map(\.role) == [.system, .user, .assistant, .user])
        #expect(
            messages[2].parts == [
                .markup("<statement>"), .text(" <|user|> said"), .markup("<cite>"), .text("[0-0]"),
                .markup("</cite>"),
                .markup("</statement>"),
            ])
    }

    @Test func aGeneralModelGetsLongCitesPromptWithAnExample() {
        let prompt = AnswerPrompt(profile())
        let messages = prompt.messages("Why?", about: context, after: [])
        #expect(messages.count == 1)
        let text = messages[0].text
        #expect(text.contains("[Document Start]\n<C0>It rained. <C1>We left <statement>.\n[Document End]"))
        #expect(text.contains("Elm Quay"))
        #expect(text.hasSuffix("[Answer]\n"))
        #expect(messages[0].parts.contains(.text("Why?")))
    }

    @Test func aModelTrainedForItGetsTheBareQuestion() {
        let messages = AnswerPrompt(profile("LongCite-llama3.1-8b")).messages(
            "Why?", about: context, after: [])
        #expect(!messages[0].text.contains("Elm Quay"))
        #expect(messages[0].text.hasSuffix("[Document End]\n\nWhy?"))
    }

    @Test func laterQuestionsFollowAsTurns() {
        let turn = AnswerPrompt.Turn(question: "When?", raw: "<statement>Then.<cite></cite></statement>")
        let messages = AnswerPrompt(profile("longcite")).messages("Why?", about: context, after: [turn])
        #expect(messages.map(\.role) == [.user, .assistant, .user])
        #expect(messages[0].text.hasSuffix("When?"))
        #expect(messages[2].text == "Why?")
    }

    @Test func bracesThatAreNoHolesStay() {
        let template = PromptTemplate("{a} {question}{b", holes: ["question"])
        #expect(
            template.filled(["question": "{question}"]) == [
                .markup("{a} "), .text("{question}"), .markup("{b"),
            ])
    }
}
