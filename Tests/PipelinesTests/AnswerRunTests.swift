import Documents
import Generation
import Pipelines
import Testing

/// Regions of a prompt are the sentences of its windows, in both layouts of a prompt.
struct AnswerRunTests {
    private let first = Document.sample(["It rained.", "We left.", "It was dry."])
    private let second = Document.sample(["The sea rose.", "The wall held."])

    @Test(arguments: [nil, "numbered"])
    func placesPointAtTheNumbersOfTheSentences(layout: String?) {
        var profile = GeneratorProfile.scripted
        profile.prompts.layout = layout
        profile.prompts.find = layout == nil ? nil : "Find: {question}"
        let context = NumberedContext([.init(first, 1...2), .init(second, 0...1)])
        let prompt = AnswerPrompt(profile)
        let messages = prompt.messages("Why?", about: context, after: [])
        let places = prompt.sentencePlaces(of: context)
        #expect(places.count == context.count + 1)
        for (number, place) in places.dropLast().enumerated() {
            let parts = messages[place.message].parts
            #expect(parts[place.part] == .markup("<C\(number)>"))
            #expect(parts[place.part + 1].string.contains(context.text(of: number)))
        }
        let run = AnswerRun(report: RunReport(), windows: context.windowSpans)
        #expect(run.sentence(ofRegion: 0) == SentenceSpan(document: first.id, sentences: 1...1))
        #expect(run.sentence(ofRegion: 3) == SentenceSpan(document: second.id, sentences: 1...1))
        #expect(run.sentence(ofRegion: 4) == nil)
    }
}
