import Documents
public import Foundation
import Pipelines
public import Preferences
import Storage

extension Engine {
    // MARK: Sets

    /// All sets, the latest first, with how far everyone is.
    public func labelSets() async throws(EngineError) -> [LabelSetSummary] {
        guard let store else { return [] }
        var summaries: [LabelSetSummary] = []
        do {
            for name in try await store.labelSetNames() {
                guard let labelled = try await store.labelledSet(named: name) else { continue }
                summaries.append(LabelSetSummary(labelled))
            }
        } catch {
            throw EngineError(.store, "listing sets", error)
        }
        return summaries
    }

    /// A set with its items and all labels, and the rewards that are known by now.
    ///
    /// - Parameter name: nil takes the latest set.
    public func labelledSet(named name: String? = nil) async throws(EngineError) -> LabelledSet {
        let store = try labelStore()
        do {
            let names = try await store.labelSetNames()
            guard let wanted = name ?? names.first else {
                throw EngineError(.input, "opening a set", LabelError.noSets)
            }
            guard var labelled = try await store.labelledSet(named: wanted) else {
                throw EngineError(.input, "opening a set", LabelError.unknownSet(wanted, known: names))
            }
            labelled.setRewards(try await store.rewards(of: labelled.items.flatMap(\.candidates)))
            return labelled
        } catch {
            throw Self.labelError(error, "opening a set")
        }
    }

    /// Makes a set of every question that has two different answers about the same documents.
    ///
    /// - Parameter seed: decides sides and repeats; nil takes one by chance.
    public func makeLabelSet(
        named name: String, _ grouping: LabelGrouping, repeatRate: Double = LabelSet.usualRepeatRate,
        seed: UInt32? = nil
    ) async throws(EngineError) -> LabelSetSummary {
        let store = try labelStore()
        guard !name.isEmpty else { throw EngineError(.input, "making a set", LabelError.noName) }
        do {
            let items = LabelItems.make(from: try await store.answers(), grouping)
            guard !items.isEmpty else { throw EngineError(.input, "making a set", LabelError.tooFewAnswers) }
            let set = LabelSet(
                name: name, seed: seed ?? UInt32.random(in: .min ... .max), repeatRate: repeatRate,
                createdAt: Date().timeIntervalSince1970)
            let labelled = LabelledSet(set: set, items: items, ledger: LabelLedger())
            guard try await store.add(labelled) != nil else {
                throw EngineError(.input, "making a set", LabelError.nameTaken(name))
            }
            return LabelSetSummary(labelled)
        } catch {
            throw Self.labelError(error, "making a set")
        }
    }

    // MARK: Ledger

    /// Writes down what one key did: all of it or nothing. Once this returns, a kill doesn't lose it.
    public func record(_ actions: [LabelAction], at place: LabelPlace, by annotator: String)
        async throws(EngineError) -> [LabelEntry]
    {
        let store = try labelStore()
        guard !annotator.isEmpty else { throw EngineError(.input, "labelling", LabelError.noName) }
        do {
            return try await store.append(actions, at: place, by: annotator)
        } catch {
            throw EngineError(.store, "labelling", error)
        }
    }

    /// Who labelled last in this library; nil when nobody did.
    public func lastAnnotator() async throws(EngineError) -> String? {
        do {
            return try await store?.lastAnnotator()
        } catch {
            throw EngineError(.store, "reading labels", error)
        }
    }

    // MARK: Outwards and inwards

    /// The preference pairs of a set.
    public func preferencePairs(of labelled: LabelledSet, _ options: PairOptions)
        async throws(EngineError) -> LabelledPairs
    {
        let texts = try await documentTexts(of: labelled, options)
        return labelled.pairs(options) { texts[$0] }
    }

    /// A set in another program's form. The same set and options give the same bytes.
    public func exportLabels(
        _ labelled: LabelledSet, as format: LabelExportFormat, _ options: PairOptions, fileName: String
    ) async throws(EngineError) -> LabelExport {
        let texts = try await documentTexts(of: labelled, options)
        do {
            return try format.export(labelled, options: options, fileName: fileName) { texts[$0] }
        } catch {
            throw EngineError(.failed, "exporting labels", error)
        }
    }

    /// Adds what `full` wrote to the library: items and labels that it doesn't have yet.
    ///
    /// - Parameter name: what the set is called here; nil keeps its name.
    public func importLabels(_ data: Data, as name: String? = nil) async throws(EngineError) -> ImportedLabels
    {
        let store = try labelStore()
        do {
            var labelled = try LabelledSet(full: data)
            if let name {
                let set = labelled.set
                labelled.set = LabelSet(
                    name: name, seed: set.seed, repeatRate: set.repeatRate, createdAt: set.createdAt)
            }
            guard let added = try await store.add(labelled) else {
                throw EngineError(.input, "importing labels", LabelError.setDiffers(labelled.set.name))
            }
            return ImportedLabels(set: labelled.set.name, items: added.items, entries: added.entries)
        } catch {
            throw Self.labelError(error, "importing labels")
        }
    }

    private func documentTexts(of labelled: LabelledSet, _ options: PairOptions)
        async throws(EngineError) -> [String: String]
    {
        guard options.includesDocument else { return [:] }
        var texts: [String: String] = [:]
        for id in Set(labelled.items.flatMap(\.documents)) {
            texts[id] = try await document(DocumentID(rawValue: id)).text
        }
        return texts
    }

    private func labelStore() throws(EngineError) -> Store {
        guard let store else { throw EngineError(.store, "opening labels", LabelError.nothingIsKept) }
        return store
    }

    private static func labelError(_ error: any Error, _ operation: String) -> EngineError {
        switch error {
        case let error as EngineError: error
        case is PreferencesError: EngineError(.input, operation, error)
        default: EngineError(.store, operation, error)
        }
    }
}

/// What an import added.
public struct ImportedLabels: Sendable, Hashable {
    public let set: String
    /// Those that were new.
    public let items: Int
    public let entries: Int
}

extension LabelSetSummary {
    fileprivate init(_ labelled: LabelledSet) {
        let ids = Set(labelled.items.map(\.id))
        var done: [String: Int] = [:]
        for annotator in labelled.ledger.annotators {
            done[annotator] = labelled.ledger.records(of: annotator).count { place, record in
                place.round == 0 && record.isDone && ids.contains(place.item)
            }
        }
        self.init(set: labelled.set, itemCount: labelled.items.count, done: done)
    }
}
