import LecternTesting
import TerminalUI
import Testing

struct RectTests {
    private let room = Rect(x: 2, y: 3, width: 100, height: 30)

    @Test func sharesDivideWhatTheFixedPiecesLeave() {
        #expect(room.split(.horizontal, [.fixed(20), .share(1), .share(3)]).map(\.width) == [20, 20, 60])
        #expect(room.split(.vertical, [.fixed(1), .share(1), .fixed(2)]).map(\.height) == [1, 27, 2])
        #expect(room.split(.vertical, [.fixed(1), .share(1)]).map(\.y) == [3, 4])
    }

    @Test func leastSizesAreKeptWhereThereIsRoom() {
        #expect(room.split(.horizontal, [.share(1, min: 40), .share(9)]).map(\.width) == [40, 60])
        #expect(room.split(.horizontal, [.share(1, min: 10), .share(1)]).map(\.width) == [50, 50])
    }

    @Test func tooLittleRoomCutsTheLastPiecesFirst() {
        let small = Rect(width: 10, height: 1)
        #expect(small.split(.horizontal, [.fixed(6), .fixed(6), .share(1)]).map(\.width) == [6, 4, 0])
        #expect(small.split(.horizontal, [.share(1, min: 8), .fixed(5)]).map(\.width) == [8, 2])
        #expect(small.split(.horizontal, [.share(1, min: 8), .share(1, min: 8)]).map(\.width) == [8, 2])
        #expect(Rect(width: 0, height: 0).split(.horizontal, [.share(1), .fixed(3)]).map(\.width) == [0, 0])
    }

    @Test func piecesFillTheRoomWithoutGapOrOverlap() throws {
        try forEverySeed(0..<3000) { random in
            let room = Rect(x: 5, y: 7, width: Int.random(in: 0...120, using: &random), height: 9)
            let sizes: [Rect.Size] = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? .fixed(Int.random(in: 0...40, using: &random))
                    : .share(
                        Double(Int.random(in: 1...5, using: &random)),
                        min: Int.random(in: 0...30, using: &random))
            }
            let pieces = room.split(.horizontal, sizes)
            var next = room.x
            for piece in pieces {
                #expect(piece.x == next && piece.width >= 0 && piece.height == room.height)
                next = piece.maxX
            }
            #expect(next <= room.maxX)
            let hasShare = sizes.contains { if case .share = $0 { true } else { false } }
            if hasShare { #expect(next == room.maxX, "\(sizes) in \(room.width)") }
            let least = sizes.reduce(0) { sum, size in
                switch size {
                case .fixed(let length): sum + length
                case .share(_, let least): sum + least
                }
            }
            if least <= room.width {
                for (piece, size) in zip(pieces, sizes) {
                    switch size {
                    case .fixed(let length): #expect(piece.width == length)
                    case .share(_, let least): #expect(piece.width >= least)
                    }
                }
            }
        }
    }

    @Test func targetsAreFoundWhereTheyWereDrawn() {
        var frame = Frame<String>(width: 20, height: 5)
        frame.addTarget("pane", over: Rect(width: 20, height: 5))
        frame.addTarget("button", over: Rect(x: 3, y: 1, width: 4, height: 1))
        #expect(frame.target(at: (4, 1)) == "button")
        #expect(frame.target(at: (7, 1)) == "pane")
        #expect(frame.target(at: (20, 1)) == nil)
        frame.coverTargets(in: Rect(x: 2, y: 1, width: 6, height: 2))
        #expect(frame.target(at: (4, 1)) == nil)
        #expect(frame.target(at: (1, 1)) == "pane")
        #expect(frame.target(at: (8, 2)) == "pane")
        #expect(frame.target(at: (4, 3)) == "pane")
        #expect(frame.areas(of: "button").isEmpty)
    }
}
