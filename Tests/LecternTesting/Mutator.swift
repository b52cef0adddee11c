/// Damages files the way disks, networks and enemies do, by a seed.
public enum Mutator {
    /// One to eight changes: bits, bytes, stretches taken out, doubled, moved or overwritten, the end cut off.
    ///
    /// - Parameter words: pieces that the format stumbles over, put in now and then.
    public static func damage(
        _ file: [UInt8], words: [[UInt8]] = [], using random: inout SeededGenerator
    ) -> [UInt8] {
        var file = file
        func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(random.next() % UInt64(bound)) }
        /// Mostly short stretches, seldom long ones.
        func stretch() -> Range<Int> {
            let start = below(file.count)
            let length = 1 + below([4, 16, 64, 1024, file.count][below(5)])
            return start..<min(file.count, start + length)
        }
        for _ in 0...below([1, 2, 4, 8][below(4)]) {
            guard !file.isEmpty else { return [UInt8(truncatingIfNeeded: random.next())] }
            switch below(9) {
            case 0: file[below(file.count)] ^= 1 << UInt8(below(8))
            case 1: file[below(file.count)] = UInt8(truncatingIfNeeded: random.next())
            case 2: file.removeSubrange(stretch())
            case 3:
                let copy = Array(file[stretch()])
                let times = 1 + below([1, 1, 4, 40][below(4)])
                for _ in 0..<times where file.count < 1 << 20 {
                    file.insert(contentsOf: copy, at: below(file.count))
                }
            case 4:
                for index in stretch() { file[index] = UInt8(truncatingIfNeeded: random.next()) }
            case 5: file.removeSubrange(below(file.count)...)
            case 6 where !words.isEmpty, 7 where !words.isEmpty:
                let word = words[below(words.count)]
                let times = [1, 1, 1, 20, 2000][below(5)]
                let place = below(file.count)
                let many = Array(repeating: word, count: times).flatMap { $0 }
                if file.count + many.count < 1 << 20 { file.insert(contentsOf: many, at: place) }
            default:
                let part = Array(file[stretch()])
                let place = below(file.count)
                let end = min(file.count, place + part.count)
                file.replaceSubrange(place..<end, with: part)
            }
        }
        return file
    }
}
