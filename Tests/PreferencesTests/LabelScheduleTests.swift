import Foundation
import LecternTesting
import Testing

@testable import Preferences

struct LabelScheduleTests {
    private struct Orders: Decodable {
        struct Order: Decodable {
            let seed: UInt32
            let words: [String]
            let count: Int
            let order: [Int]
        }

        let orders: [Order]
    }

    @Test func aSeedGivesTheOrderOfTheReference() throws {
        let orders = try JSONDecoder().decode(Orders.self, from: Fixture.data("preferences/order.json"))
            .orders
        #expect(orders.count == 36)
        for one in orders {
            var random = SplitMix64(seed: one.seed, for: one.words[0], one.words[1])
            #expect(random.shuffled(one.count) == one.order)
        }
    }

    @Test func theSamePersonSeesTheSameAgainAndOthersSeeOtherSides() {
        let items = Samples.items(60)
        let first = LabelSchedule(items, of: Samples.set, for: "anna")
        #expect(first == LabelSchedule(items, of: Samples.set, for: "anna"))
        #expect(first != LabelSchedule(items, of: Samples.set, for: "ben"))
        let lefts = first.slots.filter { $0.place.round == 0 && $0.sides == [0, 1] }.count
        #expect((15...45).contains(lefts))
    }

    @Test func oneItemInTwentyComesBackLaterWithItsSidesSwapped() throws {
        for seed in UInt32(0)..<40 {
            let set = LabelSet(name: "s", seed: seed, createdAt: 0)
            let slots = LabelSchedule(Samples.items(60), of: set, for: "anna").slots
            let repeats = slots.indices.filter { slots[$0].place.round == 1 }
            #expect(slots.count == 63 && repeats.count == 3)
            for index in repeats {
                let earlier = try #require(
                    slots.firstIndex { $0.place == LabelPlace(item: slots[index].place.item, round: 0) })
                #expect(earlier < index)
                #expect(slots[index].sides == slots[earlier].sides.reversed())
                #expect(index - earlier >= LabelSchedule.gap || index > 55)
            }
            #expect(slots.filter { $0.place.round == 0 }.map(\.index) == Array(0..<60))
        }
    }

    @Test func aShortSetHasOneRepeatAndAVeryShortOneNone() throws {
        let ten = LabelSchedule(Samples.items(10), of: Samples.set, for: "anna").slots
        #expect(ten.count == 11)
        let index = try #require(ten.firstIndex { $0.place.round == 1 })
        let earlier = try #require(ten.firstIndex { $0.place.item == ten[index].place.item })
        #expect(index - earlier >= 4)
        #expect(LabelSchedule(Samples.items(3), of: Samples.set, for: "anna").slots.count == 3)
        let never = LabelSet(name: "s", seed: 1, repeatRate: 0, createdAt: 0)
        #expect(LabelSchedule(Samples.items(60), of: never, for: "anna").slots.count == 60)
        #expect(LabelSchedule([], of: Samples.set, for: "anna").slots.isEmpty)
    }

    @Test func lettersAreThoseOfTheScreen() {
        let slot = LabelSchedule.Slot(place: LabelPlace(item: "x"), index: 0, sides: [2, 0, 1])
        #expect(slot.letters == [2: "A", 0: "B", 1: "C"])
    }

    @Test func wordsThatNameTheAuthorAreCovered() {
        let (text, count) = AuthorMask.masked(
            "As an AI language model, I, sample-1b, say what GPT-4 said. Llamas graze.", models: ["sample-1b"]
        )
        #expect(count == 3)
        #expect(text == "█████, I, █████, say what █████ said. Llamas graze.")
        #expect(AuthorMask.masked("The lock was closed.").count == 0)
    }
}
