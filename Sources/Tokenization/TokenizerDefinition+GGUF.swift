import ModelFormats

/// A tokenizer as a file defines it, checked.
struct TokenizerDefinition: Sendable {
    /// How words become tokens.
    enum Kind: Sendable {
        case bytePair
        /// Scores by token, and whether a text begins with a space that it doesn't have.
        case sentencePiece(scores: [Float], addsSpace: Bool)
    }

    var kind = Kind.bytePair
    var vocabulary = Vocabulary()
    var merges = MergeTable(capacity: 0)
    var preTokenizer: PreTokenizer
    var beginningOfText: TokenID?
    var unknownToken: TokenID?
    var addsBeginningOfText: Bool
    /// From the keys for end of text, turn and message.
    var declaredEnds: Set<TokenID> = []
    /// Merges left out because they would spell a special token.
    var skippedMergeCount = 0
}

/// What no honest vocabulary exceeds.
enum TokenizerLimits {
    static let vocabulary = 1 << 21
    static let tokenBytes = 64 << 10
    /// All tokens together; keeps every offset into them within 32 bits.
    static let vocabularyBytes = 1 << 30
    static let merges = 1 << 22
}

extension TokenizerDefinition {
    /// Reads the `tokenizer.ggml` keys.
    init(_ metadata: ModelMetadata) throws(TokenizerError) {
        let model = try required { () throws(ModelFileError) in
            try metadata.requiredString("tokenizer.ggml.model")
        }
        if model == "llama" {
            self = try TokenizerDefinition(sentencePiece: metadata)
            return
        }
        guard model == "gpt2" else { throw .unsupportedModel(model) }
        let pre = metadata.string("tokenizer.ggml.pre") ?? ""
        guard let preTokenizer = PreTokenizer(named: pre) else { throw .unsupportedPreTokenizer(pre) }
        self.preTokenizer = preTokenizer
        addsBeginningOfText =
            metadata.bool("tokenizer.ggml.add_bos_token") ?? preTokenizer.addsBeginningOfText
        try readVocabulary(metadata, isSpelled: true)
        try readMerges(metadata)
        try readTokenIDs(metadata)
    }

    /// SentencePiece: spaces are written as U+2581 and turned back here, so that a token's bytes are its text.
    private init(sentencePiece metadata: ModelMetadata) throws(TokenizerError) {
        preTokenizer = .none
        addsBeginningOfText = metadata.bool("tokenizer.ggml.add_bos_token") ?? true
        try readVocabulary(metadata, isSpelled: false)
        let key = "tokenizer.ggml.scores"
        let list = try required { () throws(ModelFileError) in try metadata.requiredArray(key, of: .floats) }
        guard let scores = list.floats() else { throw .file(.changedWhileOpen(file: metadata.file)) }
        if let bad = scores.firstIndex(where: \.isNaN) {
            throw .invalidToken(id: bad, reason: "has a score that is not a number")
        }
        kind = .sentencePiece(
            scores: scores, addsSpace: metadata.bool("tokenizer.ggml.add_space_prefix") ?? true)
        try readTokenIDs(metadata)
    }

    private mutating func readTokenIDs(_ metadata: ModelMetadata) throws(TokenizerError) {
        beginningOfText = try tokenID("tokenizer.ggml.bos_token_id", metadata)
        unknownToken = try tokenID("tokenizer.ggml.unknown_token_id", metadata)
        for name in ["eos", "eot", "eom"] {
            if let id = try tokenID("tokenizer.ggml.\(name)_token_id", metadata) { declaredEnds.insert(id) }
        }
        _ = try tokenID("tokenizer.ggml.padding_token_id", metadata)
    }

    private mutating func readVocabulary(
        _ metadata: ModelMetadata, isSpelled: Bool
    ) throws(TokenizerError) {
        let key = "tokenizer.ggml.tokens"
        let tokens = try required { () throws(ModelFileError) in try metadata.requiredArray(key, of: .strings)
        }
        guard tokens.count > 0 else { throw .emptyVocabulary }
        guard tokens.count <= TokenizerLimits.vocabulary else {
            throw .limitExceeded(
                quantity: "a vocabulary", value: tokens.count, limit: TokenizerLimits.vocabulary)
        }
        let kinds = try readKinds(metadata, count: tokens.count)
        if metadata["tokenizer.ggml.scores"] != nil {
            let scores = try required { () throws(ModelFileError) in
                try metadata.requiredArray("tokenizer.ggml.scores", of: .floats)
            }
            guard scores.count == tokens.count else {
                throw .lengthMismatch(
                    key: "tokenizer.ggml.scores", expected: tokens.count, found: scores.count)
            }
        }
        var vocabulary = Vocabulary()
        var problem: TokenizerError?
        var decoded: [UInt8] = []
        let complete = tokens.forEachString { text in
            guard problem == nil else { return }
            let id = vocabulary.count
            guard text.count <= TokenizerLimits.tokenBytes else {
                problem = .invalidToken(id: id, reason: "is \(text.count) bytes long")
                return
            }
            guard text.count <= TokenizerLimits.vocabularyBytes - vocabulary.bytes.count else {
                problem = .limitExceeded(
                    quantity: "tokens with a length together", value: vocabulary.bytes.count + text.count,
                    limit: TokenizerLimits.vocabularyBytes)
                return
            }
            switch kinds[id] {
            case .byte:
                guard let byte = Self.byteToken(text) else {
                    problem = .invalidToken(id: id, reason: "is a byte token, but not written as <0xHH>")
                    return
                }
                vocabulary.append(CollectionOfOne(byte), kind: .byte)
            case .control, .userDefined:
                vocabulary.append(text, kind: kinds[id])
            case .normal, .unknown, .unused:
                decoded.removeAll(keepingCapacity: true)
                if !isSpelled {
                    Self.readSpaces(text, into: &decoded)
                    vocabulary.append(decoded, kind: kinds[id])
                    return
                }
                // A text outside the alphabet stands for itself: some files hold added tokens as normal ones.
                if ByteAlphabet.decode(text, into: &decoded) {
                    vocabulary.append(decoded, kind: kinds[id])
                } else {
                    vocabulary.append(text, kind: kinds[id])
                }
            }
        }
        if let problem { throw problem }
        guard complete else { throw .file(.changedWhileOpen(file: metadata.file)) }
        vocabulary.buildIndex()
        self.vocabulary = vocabulary
    }

    /// U+2581 stands for a space.
    private static func readSpaces(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) {
        var index = 0
        while index < text.count {
            if SpaceMark.isMark(text, at: index) {
                bytes.append(UInt8(ascii: " "))
                index += SpaceMark.length
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
    }

    private func readKinds(
        _ metadata: ModelMetadata, count: Int
    ) throws(TokenizerError) -> [Vocabulary.Kind] {
        let key = "tokenizer.ggml.token_type"
        guard metadata[key] != nil else { return Array(repeating: .normal, count: count) }
        let array = try required { () throws(ModelFileError) in try metadata.requiredArray(key, of: .integers)
        }
        guard array.count == count else {
            throw .lengthMismatch(key: key, expected: count, found: array.count)
        }
        guard let numbers = array.integers() else { throw .file(.changedWhileOpen(file: metadata.file)) }
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

    /// `<0x` two hexadecimal digits `>`, nothing else.
    private static func byteToken(_ text: UnsafeRawBufferPointer) -> UInt8? {
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard text.count == 6, text.prefix(3).elementsEqual("<0x".utf8), text[5] == UInt8(ascii: ">"),
            let high = digit(text[3]), let low = digit(text[4])
        else { return nil }
        return high << 4 | low
    }

    private mutating func readMerges(_ metadata: ModelMetadata) throws(TokenizerError) {
        let key = "tokenizer.ggml.merges"
        let list = try required { () throws(ModelFileError) in try metadata.requiredArray(key, of: .strings) }
        guard list.count <= TokenizerLimits.merges else {
            throw .limitExceeded(
                quantity: "a list of merges", value: list.count, limit: TokenizerLimits.merges)
        }
        var table = MergeTable(capacity: list.count)
        var skipped = 0
        var problem: TokenizerError?
        var rank: UInt32 = 0
        let specials = SpecialTokens(vocabulary)
        var left: [UInt8] = []
        var right: [UInt8] = []
        let vocabulary = vocabulary
        let complete = list.forEachString { merge in
            guard problem == nil else { return }
            defer { rank += 1 }
            left.removeAll(keepingCapacity: true)
            right.removeAll(keepingCapacity: true)
            // Pieces are never empty and may begin with a space of another alphabet, so the first place is
            // skipped.
            guard let space = merge.dropFirst().firstIndex(of: UInt8(ascii: " ")),
                ByteAlphabet.decode(UnsafeRawBufferPointer(rebasing: merge[..<space]), into: &left),
                ByteAlphabet.decode(UnsafeRawBufferPointer(rebasing: merge[(space + 1)...]), into: &right)
            else {
                problem = .invalidMerge(number: Int(rank), merge: String(decoding: merge, as: UTF8.self))
                return
            }
            let joined = left + right
            let ids = (
                left.withUnsafeBytes(vocabulary.id), right.withUnsafeBytes(vocabulary.id),
                joined.withUnsafeBytes(vocabulary.id)
            )
            if case (let left?, let right?, let result?) = ids {
                table.insert(left, right, rank: rank, result: result)
            } else if specials.contains(left) || specials.contains(right) || specials.contains(joined) {
                // Ordinary text must not become a special token, whatever the merges say.
                skipped += 1
            } else {
                problem = .invalidMerge(number: Int(rank), merge: String(decoding: merge, as: UTF8.self))
            }
        }
        if let problem { throw problem }
        guard complete else { throw .file(.changedWhileOpen(file: metadata.file)) }
        merges = table
        skippedMergeCount = skipped
    }

    private func tokenID(_ key: String, _ metadata: ModelMetadata) throws(TokenizerError) -> TokenID? {
        guard metadata[key] != nil else { return nil }
        let id = try required { () throws(ModelFileError) in try metadata.requiredInteger(key) }
        guard id >= 0, id < vocabulary.count else {
            throw .invalidTokenID(key: key, id: id, vocabularySize: vocabulary.count)
        }
        return TokenID(id)
    }
}

/// U+2581, which SentencePiece writes for a space.
enum SpaceMark {
    static let length = 3

    static func isMark(_ text: UnsafeRawBufferPointer, at index: Int) -> Bool {
        index + length <= text.count && text[index] == 0xE2 && text[index + 1] == 0x96
            && text[index + 2] == 0x81
    }
}

private func required<Value>(_ read: () throws(ModelFileError) -> Value) throws(TokenizerError) -> Value {
    do throws(ModelFileError) {
        return try read()
    } catch {
        throw .file(error)
    }
}
