extension DocumentFormat {
    /// Text files, logs, source code: the text is the file.
    static let plainText = DocumentFormat(
        name: "txt", extensions: ["txt", "text", "log"], recognizes: { _ in true },
        extractText: { source, context throws(DocumentError) in
            try BinaryContent.refuse(source)
            let decoded = TextDecoding(source.bytes, wanted: context.options.encoding)
            try BinaryContent.refuse(decoded, source)
            let layout = PlainTextLayout(Array(decoded.text.utf8), stopWhen: { Task.isCancelled })
            try context.checkCancellation(source)
            var extracted = ExtractedText(
                text: decoded.text, blocks: layout.blocks, landmarks: layout.landmarks)
            extracted.warnings = decoded.warnings
            extracted.metadata["encoding"] = decoded.encoding.name
            return extracted
        })
}
