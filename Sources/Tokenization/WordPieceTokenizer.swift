package import ModelFormats

/// WordPiece, lower-casing, as BERT's encoders use it: text to token ids, and where in the text each one stands.
///
/// No special token is recognised in text. Ids are those of Hugging Face's `BertTokenizer`.
package struct WordPieceTokenizer: Sendable {
    /// A token and the UTF-8 range of the text that it came from.
    package struct Piece: Sendable, Hashable {
        package let id: TokenID
        package let range: Range<Int>
    }

    let vocabulary: Vocabulary
    /// `[CLS]`, begins every input.
    package let classification: TokenID
    /// `[SEP]`, ends every input, and the first of two texts.
    package let separator: TokenID
    let unknown: TokenID
    /// The longest piece in bytes, its mark included.
    let longestPiece: Int

    package var vocabularySize: Int { vocabulary.count }

    package func encode(_ text: String) -> [Piece] {
        var text = text
        return text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            var pieces: [Piece] = []
            pieces.reserveCapacity(bytes.count / 4 + 1)
            var words = WordPieceWords(bytes)
            while words.next() { encode(words, into: &pieces) }
            return pieces
        }
    }

    /// The words of a text in the form that the vocabulary has, before any is cut into pieces.
    package static func words(of text: String) -> [String] {
        var text = text
        return text.withUTF8 { utf8 in
            var words = WordPieceWords(UnsafeRawBufferPointer(utf8))
            var found: [String] = []
            while words.next() {
                found.append(
                    words.withBytes {
                        String(decoding: $0.dropFirst(WordPieceWords.mark.count), as: UTF8.self)
                    })
            }
            return found
        }
    }

    /// The longest piece that fits, again and again; a word that can't be put together is one unknown token.
    private func encode(_ word: WordPieceWords, into pieces: inout [Piece]) {
        let first = pieces.count
        var start = 0
        while start < word.scalarCount {
            guard let (id, end) = longestPiece(of: word, from: start) else {
                pieces.removeSubrange(first...)
                pieces.append(Piece(id: unknown, range: word.range(of: 0..<word.scalarCount)))
                return
            }
            pieces.append(Piece(id: id, range: word.range(of: start..<end)))
            start = end
        }
    }

    private func longestPiece(of word: WordPieceWords, from start: Int) -> (TokenID, end: Int)? {
        guard word.scalarCount <= Self.longestWord else { return nil }
        // The vocabulary has words with a mark in front, and their continuations without.
        let isContinuation = start > 0
        return word.withBytes { bytes in
            let from = isContinuation ? word.byteOffset(start) : 0
            let rest = UnsafeRawBufferPointer(rebasing: bytes[from...])
            if isContinuation, rest.starts(with: WordPieceWords.mark) { return nil }
            var end = word.scalarCount
            while end > start {
                let count = word.byteOffset(end) - from
                if count <= longestPiece,
                    let id = vocabulary.id(of: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                {
                    return (id, end)
                }
                end -= 1
            }
            return nil
        }
    }

    /// Characters; a longer word is unknown without a look.
    private static let longestWord = 100
}

extension WordPieceTokenizer {
    /// Built from the `tokenizer.ggml` keys of the file, as llama.cpp's converter writes them for BERT: a word begins with
    /// U+2581, a continuation has lost its `##`.
    ///
    /// - Throws: `TokenizerError`; another kind of tokenizer is `.unsupportedModel`.
    package init(_ metadata: ModelMetadata) throws(TokenizerError) {
        let model = metadata.string("tokenizer.ggml.model") ?? ""
        guard model == "bert" else { throw .unsupportedModel(model) }
        let vocabulary = try Self.readVocabulary(metadata)
        self.vocabulary = vocabulary
        longestPiece = zip(vocabulary.starts, vocabulary.starts.dropFirst()).map { Int($1 - $0) }.max() ?? 0
        classification = try Self.special(["cls_token_id", "bos_token_id"], "[CLS]", metadata, vocabulary)
        // llama.cpp spells the key so.
        separator = try Self.special(["seperator_token_id", "eos_token_id"], "[SEP]", metadata, vocabulary)
        unknown = try Self.special(["unknown_token_id"], "[UNK]", metadata, vocabulary)
    }

    private static func readVocabulary(_ metadata: ModelMetadata) throws(TokenizerError) -> Vocabulary {
        let key = "tokenizer.ggml.tokens"
        let tokens: GGUFArray
        do throws(ModelFileError) { tokens = try metadata.requiredArray(key, of: .strings) } catch {
            throw .file(error)
        }
        guard tokens.count > 0 else { throw .emptyVocabulary }
        guard tokens.count <= TokenizerLimits.vocabulary else {
            throw .limitExceeded(
                quantity: "a vocabulary", value: tokens.count, limit: TokenizerLimits.vocabulary)
        }
        let kinds = try readKinds(metadata, count: tokens.count)
        var vocabulary = Vocabulary()
        var problem: TokenizerError?
        let isComplete = tokens.forEachString { text in
            guard problem == nil else { return }
            let id = vocabulary.count
            let room = TokenizerLimits.vocabularyBytes - vocabulary.bytes.count
            if text.count > min(TokenizerLimits.tokenBytes, room) {
                problem = .invalidToken(id: id, reason: "is \(text.count) bytes long")
            } else {
                vocabulary.append(text, kind: kinds[id])
            }
        }
        if let problem { throw problem }
        guard isComplete else { throw .file(.changedWhileOpen(file: metadata.file)) }
        vocabulary.buildIndex()
        return vocabulary
    }

    private static func readKinds(
        _ metadata: ModelMetadata, count: Int
    ) throws(TokenizerError) -> [Vocabulary.Kind] {
        let key = "tokenizer.ggml.token_type"
        guard let numbers = metadata.integers(key) else { return Array(repeating: .normal, count: count) }
        guard numbers.count == count else {
            throw .lengthMismatch(key: key, expected: count, found: numbers.count)
        }
        var kinds: [Vocabulary.Kind] = []
        kinds.reserveCapacity(count)
        for (id, number) in numbers.enumerated() {
            guard let kind = UInt8(exactly: number).flatMap(Vocabulary.Kind.init) else {
                throw .invalidToken(id: id, reason: "has the unknown type \(number)")
            }
            kinds.append(kind)
        }
        return kinds
    }

    /// A special token by the first key that the file has, else by its text.
    private static func special(
        _ keys: [String], _ text: String, _ metadata: ModelMetadata, _ vocabulary: Vocabulary
    ) throws(TokenizerError) -> TokenID {
        for key in keys.map({ "tokenizer.ggml.\($0)" }) {
            guard let id = metadata.integer(key) else { continue }
            guard id >= 0, id < vocabulary.count else {
                throw .invalidTokenID(key: key, id: id, vocabularySize: vocabulary.count)
            }
            return TokenID(id)
        }
        for id in 0..<TokenID(vocabulary.count) where vocabulary.token(id).elementsEqual(text.utf8) {
            return id
        }
        throw .missingSpecialToken(text, format: "bert")
    }
}
