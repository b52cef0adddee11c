package import Documents

/// Facts planted in a long document, each with the question that it answers.
///
/// Every fact names a place or a person of its own, so that only its sentence answers; the seed decides which. They
/// stand at equal distances, each after a whole sentence of the document.
package struct NeedleHaystack: Sendable {
    package struct Needle: Sendable, Hashable {
        package let sentence: String
        package let question: String
        /// The words that answer.
        package let answer: String
        /// Where in the document it stands: 0 its beginning, 1 its end.
        package let depth: Double
    }

    package let needles: [Needle]
    /// The text with the facts in it, to be imported like any other.
    package let text: String

    /// - Parameters:
    ///   - sentences: of the document, in order, with what stands between two of them left out.
    ///   - count: facts to plant, at most 60.
    package init(_ document: Document, sentences: Int, count: Int, seed: UInt64) {
        let length = min(sentences, document.sentences.count)
        let wanted = max(1, min(count, NeedleFacts.most))
        let facts = NeedleFacts.facts(wanted, seed: seed)
        var text = ""
        var end = 0
        var needles: [Needle] = []
        for (number, fact) in facts.enumerated() {
            let depth = (Double(number) + 0.5) / Double(wanted)
            let last = max(0, min(length - 1, Int(depth * Double(length)) - 1))
            if length > 0 {
                let stop = document.sentences[last].range.upperBound
                if stop > end { text += document.text(in: end..<stop) }
                end = max(end, stop)
            }
            text += (text.isEmpty ? "" : " ") + fact.sentence
            needles.append(
                Needle(sentence: fact.sentence, question: fact.question, answer: fact.answer, depth: depth))
        }
        if length > 0 {
            let stop = document.sentences[length - 1].range.upperBound
            if stop > end { text += document.text(in: end..<stop) }
        }
        self.needles = needles
        self.text = text
    }

    /// Sentences of the imported text that hold a fact; empty when it was lost.
    package static func gold(_ needle: Needle, in document: Document) -> Set<Int> {
        guard let found = document.text.firstRange(of: needle.sentence) else { return [] }
        let start = document.text.utf8.distance(from: document.text.startIndex, to: found.lowerBound)
        let range = start..<start + needle.sentence.utf8.count
        return Set(document.sentences.indices.filter { document.sentences[$0].range.overlaps(range) })
    }

    /// Share of the answer's words that stand in a text, in order.
    package static func share(of answer: String, in text: String) -> Double {
        let words = Terms.of(answer)
        guard !words.isEmpty else { return 0 }
        var rest = Terms.of(text)[...]
        var found = 0
        for word in words {
            guard let place = rest.firstIndex(of: word) else { continue }
            found += 1
            rest = rest[rest.index(after: place)...]
        }
        return Double(found) / Double(words.count)
    }
}

/// Facts of one shape each, about invented places and people.
enum NeedleFacts {
    struct Fact: Sendable {
        let sentence: String
        let question: String
        let answer: String
    }

    static let most = 60

    private static let firsts = [
        "Quen", "Orla", "Thaddeus", "Ysolde", "Bram", "Petra", "Lucan", "Mirelle", "Osric", "Verity",
        "Caspian",
        "Ingrid",
    ]
    private static let lasts = [
        "Valtorne", "Hexham", "Brindlemoor", "Castellane", "Orrowby", "Drumquist", "Pellworth", "Zandvoort",
        "Ashgrove", "Tremayne",
    ]
    private static let places = [
        "Varnholt", "Eskmere", "Tolliver Cross", "Brackenfall", "Oldwick Sands", "Pendragon Mill",
        "Saltery Point",
        "Kettlesing", "Marrowby", "Halvergate Fen", "Thornaby Reach", "Quillan", "Underbarrow", "Wexcombe",
        "Zellmoor",
    ]
    private static let things = [
        "copper kettles", "beehives", "brass lanterns", "linen sails", "oak barrels", "kites",
    ]
    private static let colours = [
        "vermilion", "sea-green", "mustard yellow", "slate blue", "ivory", "crimson",
    ]

    static func facts(_ count: Int, seed: UInt64) -> [Fact] {
        var random = SplitMix(seed: seed ^ 0x6E65_6564_6C65)
        func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
        var usedPlaces = Set<Int>()
        var usedPeople = Set<Int>()
        func place() -> String {
            var number = below(places.count * 4)
            while !usedPlaces.insert(number).inserted { number = (number + 1) % (places.count * 4) }
            return places[number % places.count]
                + ["", " Major", " Minor", " St Anne"][number / places.count]
        }
        func person() -> String {
            var number = below(firsts.count * lasts.count)
            while !usedPeople.insert(number).inserted { number = (number + 1) % (firsts.count * lasts.count) }
            return "\(firsts[number % firsts.count]) \(lasts[number / firsts.count])"
        }
        return (0..<count).map { number in
            let amount = 100 + below(900)
            switch number % 5 {
            case 0:
                let place = place()
                let year = 1600 + below(300)
                return Fact(
                    sentence: "The bridge at \(place) was repaired in \(year).",
                    question: "In which year was the bridge at \(place) repaired?", answer: "\(year)")
            case 1:
                let person = person()
                let thing = things[below(things.count)]
                return Fact(
                    sentence: "\(person) owned \(amount) \(thing).",
                    question: "How many \(thing) did \(person) own?",
                    answer: "\(amount)")
            case 2:
                let (place, person) = (place(), person())
                return Fact(
                    sentence: "The bell of \(place) was cast by \(person).",
                    question: "Who cast the bell of \(place)?", answer: person)
            case 3:
                let place = place()
                let colour = colours[below(colours.count)]
                return Fact(
                    sentence: "The gate of \(place) Hall is painted \(colour).",
                    question: "What colour is the gate of \(place) Hall?", answer: colour)
            default:
                let (place, person) = (place(), person())
                return Fact(
                    sentence: "\(person) paid \(amount) crowns for the mill at \(place).",
                    question: "How many crowns did \(person) pay for the mill at \(place)?",
                    answer: "\(amount)")
            }
        }
    }
}
