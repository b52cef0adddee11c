/// Cuts text into citation units, numbered from 0.
package enum SentenceSplitter {
    /// What Punkt knows when it cuts.
    package enum Training: Sendable {
        /// Nothing.
        case never
        /// What the same text teaches it; there is no cut where training is undefined.
        case always
        /// What the same text teaches it; nothing where training is undefined.
        case wherePossible
    }

    /// The units of LongCite's raw mode over a whole text, as UTF-8 ranges; nil where the training asked for
    /// is undefined.
    package static func reference(_ text: String, training: Training) -> [TextRange]? {
        let bytes = Array(text.utf8)
        return trained(on: bytes, training).map { parameters in
            ReferenceCut.fragments(of: bytes, punkt: Punkt(bytes, parameters: parameters))
        }
    }

    /// Punkt's sentences alone; like the reference's, some may be empty.
    package static func punkt(_ text: String, training: Training) -> [TextRange]? {
        let bytes = Array(text.utf8)
        return trained(on: bytes, training).map { parameters in
            Punkt(bytes, parameters: parameters).sentences(in: 0..<bytes.count)
        }
    }

    /// How many tokens a text may have, on the safe side: what decides whether a unit is too long.
    package static func tokenEstimate(_ text: String) -> Double {
        let bytes = Array(text.utf8)
        return TokenEstimate.count(bytes, in: 0..<bytes.count)
    }

    /// Lectern's units of a text that is one paragraph, as UTF-8 ranges.
    package static func units(ofParagraph text: String) -> [TextRange] {
        let bytes = Array(text.utf8)
        return units(of: bytes, in: [ExtractedText.Block(range: 0..<bytes.count, kind: .paragraph)]).map(
            \.range)
    }

    private static func trained(on bytes: [UInt8], _ training: Training) -> PunktParameters? {
        switch training {
        case .never: .untrained
        case .always: PunktTrainer.train(on: bytes)
        case .wherePossible: PunktTrainer.train(on: bytes) ?? .untrained
        }
    }

    /// Lectern's units: LongCite's rules within each block, with Punkt trained on the whole text.
    ///
    /// Where the raw rules leave a piece that nobody could cite, it joins its neighbour: a second `！`, a
    /// closing quotation mark after `。`, a lone list number. What is still over `LongUnits.limit` is cut
    /// further.
    ///
    /// - Parameter shouldStop: asked now and then; the units so far come back once it says yes.
    static func units(
        of bytes: [UInt8], in blocks: [ExtractedText.Block], stopWhen shouldStop: () -> Bool = { false }
    ) -> [Sentence] {
        let prior = KnownAbbreviations.prior
        var parameters = PunktTrainer.train(on: bytes, prior: prior, stopWhen: shouldStop) ?? .untrained
        parameters.abbreviations.formUnion(prior.abbreviations)
        parameters.titles = KnownAbbreviations.titles
        parameters.references = KnownAbbreviations.references
        let punkt = Punkt(bytes, parameters: parameters)
        var units: [Sentence] = []
        var paragraph = 0
        for block in blocks where block.kind != .furniture {
            if shouldStop() { return units }
            let whole = bytes.trimmingWhiteSpace(block.range)
            guard !whole.isEmpty else { continue }
            let pieces =
                block.kind.isOneUnit
                ? [whole]
                : UnitMending.mended(
                    QuotedEnds.cut(
                        ReferenceCut.fullWidthCut(
                            punkt.sentences(in: whole, stopWhen: shouldStop), of: bytes), of: bytes),
                    of: bytes)
            for piece in pieces {
                for unit in LongUnits.cut(piece, of: bytes) {
                    units.append(Sentence(range: unit, paragraph: paragraph))
                }
            }
            paragraph += 1
        }
        return units
    }
}

extension Document {
    /// The document's units cut anew; those it was imported with where that is the mode asked for.
    ///
    /// Conversations point at the units of the import: nothing but a comparison should use others.
    public func sentences(cut mode: SentenceMode) -> [Sentence] {
        if mode == sentenceMode { return sentences }
        switch mode {
        case .lectern:
            let bytes = Array(text.utf8)
            return SentenceSplitter.units(of: bytes, in: PlainTextLayout(bytes).blocks)
        case .longcite:
            return (SentenceSplitter.reference(text, training: .wherePossible) ?? []).map {
                Sentence(range: $0, paragraph: 0)
            }
        }
    }
}
