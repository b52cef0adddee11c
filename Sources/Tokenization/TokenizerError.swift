import Foundation
package import ModelFormats

/// Why a file's tokenizer or chat format can't be used. Names from the file are shown without control
/// characters.
package enum TokenizerError: LocalizedError, Equatable {
    case file(ModelFileError)
    /// `tokenizer.ggml.model` says something else than byte-level BPE.
    case unsupportedModel(String)
    case unsupportedPreTokenizer(String)
    case emptyVocabulary
    case limitExceeded(quantity: String, value: Int, limit: Int)
    /// A list that belongs to the vocabulary has another length.
    case lengthMismatch(key: String, expected: Int, found: Int)
    case invalidTokenID(key: String, id: Int, vocabularySize: Int)
    case invalidToken(id: Int, reason: String)
    /// A merge that does not name two tokens whose joined text is a token.
    case invalidMerge(number: Int, merge: String)
    case missingChatTemplate
    case unknownChatFormat
    case missingSpecialToken(String, format: String)
}

extension TokenizerError {
    package var errorDescription: String? {
        switch self {
        case .file(let error):
            error.errorDescription
        case .unsupportedModel(let name):
            "The model file has a tokenizer of kind \(shown(name)); byte-level BPE (“gpt2”) and SentencePiece (“llama”) can be read."
        case .unsupportedPreTokenizer(let name):
            "The model file splits text by the rule \(shown(name)), which is not known."
        case .emptyVocabulary:
            "The model file's vocabulary is empty."
        case .limitExceeded(let quantity, let value, let limit):
            "The model file's tokenizer has \(quantity) of \(value); the limit is \(limit)."
        case .lengthMismatch(let key, let expected, let found):
            "\(shown(key)) lists \(found) entries for a vocabulary of \(expected)."
        case .invalidTokenID(let key, let id, let size):
            "\(shown(key)) is \(id), but the vocabulary has \(size) tokens."
        case .invalidToken(let id, let reason):
            "Token \(id) of the vocabulary \(reason)."
        case .invalidMerge(let number, let merge):
            "Merge \(number) of the tokenizer, \(shown(merge)), does not join two tokens into a third."
        case .missingChatTemplate:
            "The model file has no chat template."
        case .unknownChatFormat:
            "The model file's chat template is none of the known formats."
        case .missingSpecialToken(let token, let format):
            "The chat format \(format) needs the special token \(shown(token)), which the vocabulary lacks."
        }
    }

    package var recoverySuggestion: String? {
        switch self {
        case .file(let error):
            error.recoverySuggestion
        case .unsupportedModel, .unsupportedPreTokenizer:
            "Use a model whose tokenizer is one of: \(PreTokenizer.knownNames.joined(separator: ", "))."
        case .emptyVocabulary, .limitExceeded, .lengthMismatch, .invalidTokenID, .invalidToken, .invalidMerge:
            "The file is damaged or was converted wrongly. Get it again from where it came from."
        case .missingChatTemplate, .unknownChatFormat, .missingSpecialToken:
            "Use a chat model of one of the formats: \(ChatFormat.all.map(\.name).joined(separator: ", "))."
        }
    }
}

/// A name from a file in quotation marks, at most 80 scalars, control characters replaced.
private func shown(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(80) {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .lineSeparator, .paragraphSeparator: scalars.append("\u{FFFD}")
        default: scalars.append(scalar)
        }
    }
    return "“\(String(scalars))”"
}
