package import ModelFormats

/// The number of a token in a model's vocabulary.
package typealias TokenID = Int32

/// Byte-level BPE or SentencePiece: text to token ids and back.
///
/// Special tokens (control tokens such as `<|end|>` and user-defined ones such as `<cite>`) are recognised
/// only where the caller says that the text is our own markup. Elsewhere neither kind is, so that a document
/// can't write a turn or a citation; reference programs differ here, they recognise user-defined tokens
/// everywhere.
///
/// Broken UTF-8 is repaired before encoding as Swift's `String` does it: each maximal run of bytes that
/// begins a character but does not finish it becomes one U+FFFD, and so does each other stray byte.
package struct Tokenizer: Sendable {
    let definition: TokenizerDefinition
    private let encoder: Encoder
    let specialTokens: SpecialTokens
    /// Tokens at which a model has said what it has to say.
    package let endOfText: Set<TokenID>
    /// Bytes without a token. In valid UTF-8 thirteen byte values never occur; the others come out as the
    /// unknown token, or not at all where the file names none.
    package let missingBytes: [UInt8]

    private enum Encoder: Sendable {
        case bytePair(BytePairEncoder)
        case sentencePiece(SentencePieceEncoder, addsSpace: Bool)
    }

    /// Built from the `tokenizer.ggml` keys of the file.
    package init(_ file: ModelFile) throws(TokenizerError) {
        try self.init(file.metadata)
    }

    package init(_ metadata: ModelMetadata) throws(TokenizerError) {
        let definition = try TokenizerDefinition(metadata)
        self.definition = definition
        let byteTokens: [TokenID]
        switch definition.kind {
        case .bytePair:
            byteTokens = (0...UInt8.max).map { byte in
                withUnsafeBytes(of: byte) { definition.vocabulary.id(of: $0) ?? -1 }
            }
            encoder = .bytePair(BytePairEncoder(merges: definition.merges, byteTokens: byteTokens))
        case .sentencePiece(let scores, let addsSpace):
            byteTokens = definition.vocabulary.byteTokens()
            encoder = .sentencePiece(
                SentencePieceEncoder(
                    vocabulary: definition.vocabulary, scores: scores, byteTokens: byteTokens),
                addsSpace: addsSpace)
        }
        specialTokens = SpecialTokens(definition.vocabulary)
        missingBytes = byteTokens.indices.filter { byteTokens[$0] < 0 }.map { UInt8($0) }
        endOfText = definition.declaredEnds.union(
            Self.endTexts.compactMap(specialTokens.id).filter {
                definition.vocabulary.kinds[Int($0)] == .control
            })
    }

    /// Control tokens that end a turn in one family or another.
    private static let endTexts = [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|endoftext|>", "<|eom_id|>", "</s>", "<|end_of_text|>",
        "<|user|>",
        "<|observation|>",
    ]

    /// Merges left out because their result, or a half of it, is a special token.
    package var skippedMergeCount: Int { definition.skippedMergeCount }
    package var vocabularySize: Int { definition.vocabulary.count }
    package var beginningOfText: TokenID? { definition.beginningOfText }
    /// Whether a text that is no chat should begin with `beginningOfText`. `encode` itself never adds it.
    package var addsBeginningOfText: Bool {
        definition.addsBeginningOfText && definition.beginningOfText != nil
    }

    // MARK: Encoding

    /// - Parameter recognizingSpecialTokens: true only for text that this program wrote.
    package func encode(_ text: String, recognizingSpecialTokens: Bool = false) -> [TokenID] {
        var text = text
        return text.withUTF8 { utf8 in
            var tokens: [TokenID] = []
            tokens.reserveCapacity(utf8.count / 3)
            let bytes = UnsafeRawBufferPointer(utf8)
            if recognizingSpecialTokens {
                encodeMarkup(bytes, into: &tokens)
            } else {
                encodeOrdinary(bytes, into: &tokens)
            }
            return tokens
        }
    }

    /// The same for bytes that may not be valid UTF-8; they are repaired first.
    package func encode(utf8 bytes: some Collection<UInt8>) -> [TokenID] {
        encode(String(decoding: bytes, as: UTF8.self))
    }

    /// The id of a special token by its text.
    package func specialToken(_ text: String) -> TokenID? { specialTokens.id(of: text) }

    private func encodeMarkup(_ text: UnsafeRawBufferPointer, into tokens: inout [TokenID]) {
        specialTokens.split(text) { piece in
            switch piece {
            case .special(let id): tokens.append(id)
            case .ordinary(let range):
                encodeOrdinary(UnsafeRawBufferPointer(rebasing: text[range]), into: &tokens)
            }
        }
    }

    private func encodeOrdinary(_ text: UnsafeRawBufferPointer, into tokens: inout [TokenID]) {
        let start = tokens.count
        switch encoder {
        case .bytePair(let encoder):
            let preTokenizer = definition.preTokenizer
            preTokenizer.forEachWord(in: text) { word in
                if preTokenizer.ignoresMerges, let id = definition.vocabulary.id(of: word) {
                    tokens.append(id)
                } else {
                    encoder.encode(word, into: &tokens)
                }
            }
        case .sentencePiece(let encoder, let addsSpace):
            Self.withSpaces(text, addsSpace: addsSpace) { encoder.encode($0, into: &tokens) }
        }
        if !missingBytes.isEmpty { replaceMissing(in: &tokens, from: start) }
    }

    /// The text as SentencePiece sees it: a space before it, and the mark for a space read as one.
    private static func withSpaces(
        _ text: UnsafeRawBufferPointer, addsSpace: Bool, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        guard !text.isEmpty else { return }
        var bytes: [UInt8] = addsSpace ? [UInt8(ascii: " ")] : []
        bytes.reserveCapacity(text.count + 1)
        var index = 0
        while index < text.count {
            let isMark = SpaceMark.isMark(text, at: index)
            bytes.append(isMark ? UInt8(ascii: " ") : text[index])
            index += isMark ? SpaceMark.length : 1
        }
        bytes.withUnsafeBytes(body)
    }

    /// Whether decoded text begins with a space that no text had.
    var dropsLeadingSpace: Bool {
        if case .sentencePiece(_, addsSpace: true) = encoder { true } else { false }
    }

    private func replaceMissing(in tokens: inout [TokenID], from start: Int) {
        let repaired = tokens[start...].compactMap { $0 >= 0 ? $0 : definition.unknownToken }
        tokens.replaceSubrange(start..., with: repaired)
    }

    // MARK: Decoding

    /// The text of the tokens, broken UTF-8 repaired. Control tokens are left out unless asked for,
    /// user-defined ones are text; ids outside the vocabulary are nothing.
    package func decode(_ tokens: some Sequence<TokenID>, includingControlTokens: Bool = false) -> String {
        var bytes: [UInt8] = []
        for token in tokens { appendBytes(of: token, includingControlTokens, to: &bytes) }
        if dropsLeadingSpace, bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of one token, also of a control token. A part of a character shows as U+FFFD.
    package func piece(_ id: TokenID) -> String {
        String(decoding: definition.vocabulary.token(id), as: UTF8.self)
    }

    package func isControl(_ id: TokenID) -> Bool {
        id >= 0 && Int(id) < vocabularySize && definition.vocabulary.kinds[Int(id)] == .control
    }

    func appendBytes(of token: TokenID, _ includingControlTokens: Bool, to bytes: inout [UInt8]) {
        guard includingControlTokens || !isControl(token) else { return }
        bytes.append(contentsOf: definition.vocabulary.token(token))
    }
}
