/// What a generator is asked for.
public struct GenerationRequest: Sendable {
    public enum Urgency: Sendable { case foreground, background }

    public var messages: [ChatMessage]
    public var sampling: SamplingParameters
    /// Generation ends, without them in the text, at the first of these.
    public var stopStrings: [String]
    /// Foreground: someone waits. Background work is sliced and yields to it.
    public var urgency: Urgency
    /// Names of what the prompt is made from, such as ids of documents: what a generator keeps of it can be wiped by
    /// them.
    public var sources: [String] = []
    /// What the assistant has written of its answer already; the generator goes on behind it. A generator that can't
    /// continue a text (`GeneratorProfile.continuesText`) must not be given any.
    public var written: [ChatMessage.Part] = []
    /// Parts of the messages at which regions of the prompt begin, such as sentences, rising; the last one is where
    /// the last region ends. A report says which of them attention looks at.
    public var regions: [PartPlace] = []
    /// Ends the generation early; nil where only the reader can.
    public var stop: StopSignal?

    /// A part of a message.
    public struct PartPlace: Sendable, Hashable {
        public var message: Int
        public var part: Int

        public init(message: Int, part: Int) {
            self.message = message
            self.part = part
        }
    }

    public init(
        _ messages: [ChatMessage], sampling: SamplingParameters = .greedy, stopStrings: [String] = [],
        urgency: Urgency = .foreground, stop: StopSignal? = nil
    ) {
        self.messages = messages
        self.sampling = sampling
        self.stopStrings = stopStrings
        self.urgency = urgency
        self.stop = stop
    }
}
