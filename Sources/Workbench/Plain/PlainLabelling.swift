import LecternEngine

/// Labelling as a line dialogue sees it: which item and row is asked about, and what a typed line means.
///
/// Pure: what is to be written down comes out as actions, and goes in again once it is on disk.
struct PlainLabelling: Sendable {
    private(set) var labelled: LabelledSet
    let annotator: String
    let slots: [LabelSchedule.Slot]
    private(set) var records: [LabelPlace: LabelLedger.Record] = [:]
    /// The item that is asked about; the number of slots when all are done.
    private(set) var position = 0
    private(set) var row = LabelDimension.helpfulness
    /// Only the overall row.
    private(set) var isFast = false

    init(_ labelled: LabelledSet, by annotator: String) {
        self.labelled = labelled
        self.annotator = annotator
        slots = LabelSchedule(labelled.items, of: labelled.set, for: annotator).slots
        records = labelled.ledger.records(of: annotator)
        showNextOpen(from: 0)
    }

    var slot: LabelSchedule.Slot? { slots.indices.contains(position) ? slots[position] : nil }

    var item: LabelItem? { slot.map { labelled.items[$0.index] } }

    var record: LabelLedger.Record { slot.flatMap { records[$0.place] } ?? LabelLedger.Record() }

    var doneCount: Int { slots.count { records[$0.place]?.isDone ?? false } }

    // MARK: Moving

    mutating func show(_ position: Int, row: LabelDimension? = nil) {
        self.position = min(max(0, position), slots.count)
        self.row = isFast ? .overall : row ?? firstOpenRow
    }

    mutating func showNextOpen(from start: Int) {
        let open = slots.indices.filter { !(records[slots[$0].place]?.isDone ?? false) }
        show(open.first { $0 >= start } ?? open.first ?? slots.count)
    }

    private var firstOpenRow: LabelDimension {
        LabelDimension.allCases.first {
            !(record.judgements[$0]?.isComplete(of: slot?.sides.count ?? 0) ?? false)
        }
            ?? .overall
    }

    mutating func go(to row: LabelDimension) { if !isFast { self.row = row } }

    /// The row after this one; nil where this is the last.
    var nextRow: LabelDimension? {
        let all = LabelDimension.allCases
        guard !isFast, let index = all.firstIndex(of: row), index + 1 < all.count else { return nil }
        return all[index + 1]
    }

    mutating func toggleFast() {
        isFast.toggle()
        row = isFast ? .overall : firstOpenRow
    }

    // MARK: What is written down

    /// Takes entries that are on disk now.
    mutating func apply(_ entries: [LabelEntry]) {
        for entry in entries { labelled.ledger.append(entry) }
        records = labelled.ledger.records(of: annotator)
    }

    /// What the overall row also does: the item is done.
    ///
    /// - Parameter seconds: spent in front of the item.
    func actions(for judgement: Judgement, seconds: Double) -> [LabelAction] {
        row == .overall ? [.judge(row, judgement), .save(seconds: seconds)] : [.judge(row, judgement)]
    }

    /// What undo takes back, the last first: one line of the person's, also where it wrote two entries.
    var undoable: [LabelEntry] {
        let changes = labelled.ledger.changes(by: annotator)
        guard let last = changes.last else { return [] }
        // The overall row and the saving of the item are written in one go, a millionth of a second apart.
        if case .save = last.action, let before = changes.dropLast().last, before.place == last.place,
            case .judge(.overall, _) = before.action, last.at - before.at < 1e-4
        {
            return [last, before]
        }
        return [last]
    }

    /// After an undo: the row it was about is asked again.
    mutating func show(_ entry: LabelEntry) {
        guard let index = slots.firstIndex(where: { $0.place == entry.place }) else { return }
        switch entry.action {
        case .judge(let dimension, _), .clear(let dimension): show(index, row: dimension)
        case .save, .skip, .note, .reveal, .undo, .redo: show(index)
        }
    }

    // MARK: Judgements

    /// The order that a person typed: `a`, `a much`, `tie`, `bad`, `b > a = c`; nil for anything else.
    func judgement(_ text: String) -> Judgement? {
        guard let sides = slot?.sides else { return nil }
        let words = text.lowercased()
        switch words {
        case "t", "tie", "both good": return .allEqual(.bothGood, count: sides.count)
        case "x", "bad", "both bad": return .allEqual(.bothBad, count: sides.count)
        default: break
        }
        if sides.count == 2 {
            let parts = words.split(whereSeparator: \.isWhitespace)
            guard let letter = parts.first, let side = Self.side(letter), side < 2,
                parts.count == 1 || parts.count == 2 && ["much", "much better"].contains(parts[1])
            else { return nil }
            return .better(sides[side], than: sides[1 - side], much: parts.count == 2)
        }
        var tiers: [[Int]] = []
        var joins = false
        for character in words where !character.isWhitespace && character != ">" && character != "," {
            if character == "=" {
                guard !tiers.isEmpty, !joins else { return nil }
                joins = true
                continue
            }
            guard let side = Self.side(Substring(String(character))), side < sides.count else { return nil }
            if joins { tiers[tiers.count - 1].append(sides[side]) } else { tiers.append([sides[side]]) }
            joins = false
        }
        let judgement = Judgement(tiers: tiers)
        return !joins && judgement.isValid(for: sides.count) && judgement.isComplete(of: sides.count)
            ? judgement : nil
    }

    /// 0 for `a`.
    static func side(_ letter: Substring) -> Int? {
        guard letter.utf8.count == 1, let byte = letter.utf8.first,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        else { return nil }
        return Int(byte - UInt8(ascii: "a"))
    }

    /// `A is better`, `a tie`, `B, then A and C`
    func words(_ judgement: Judgement) -> String {
        guard let slot else { return "" }
        switch judgement.tie {
        case .bothGood: return slot.sides.count == 2 ? "a tie, both are good" : "a tie, all are good"
        case .bothBad: return slot.sides.count == 2 ? "a tie, both are bad" : "a tie, all are bad"
        case nil: break
        }
        let groups = judgement.tiers.map { tier in
            PlainWords.list(tier.compactMap { slot.letters[$0] }.sorted())
        }
        guard slot.sides.count == 2 else { return groups.joined(separator: ", then ") }
        return "\(groups.first ?? "?") is \(judgement.isMuch ? "much " : "")better"
    }
}
