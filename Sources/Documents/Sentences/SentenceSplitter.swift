/// Cuts text into citation units.
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

    /// The units of LongCite's raw mode over a whole text, as UTF-8 ranges; nil where the training asked for is
    /// undefined.
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

    private static func trained(on bytes: [UInt8], _ training: Training) -> PunktParameters? {
        switch training {
        case .never: .untrained
        case .always: PunktTrainer.train(on: bytes)
        case .wherePossible: PunktTrainer.train(on: bytes) ?? .untrained
        }
    }
}
