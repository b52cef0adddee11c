package import Generation
package import ModelFormats

extension PromptSet {
    /// The `lectern.*` keys of a model file.
    package init(_ metadata: ModelMetadata) {
        self.init()
        layout = metadata.string("lectern.layout")
        answer = metadata.string("lectern.prompt.answer")
        find = metadata.string("lectern.prompt.find")
        support = metadata.string("lectern.prompt.support")
        relevance = metadata.string("lectern.prompt.relevance")
        ask = metadata.string("lectern.prompt.ask")
        refusal = metadata.string("lectern.refusal")
        sentenceLimit = metadata.integer("lectern.limit.sentences").flatMap { $0 > 0 ? $0 : nil }
        tokenLimit = metadata.integer("lectern.limit.tokens").flatMap { $0 > 0 ? $0 : nil }
    }
}
