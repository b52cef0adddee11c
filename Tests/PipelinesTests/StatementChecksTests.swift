import Documents
import Testing

@testable import Pipelines

struct StatementChecksTests {
    private func checks(_ statement: String, _ cited: String) -> [String] {
        StatementChecks.checks(of: statement, against: cited).map {
            "\($0.kind.rawValue) \($0.value) \($0.found.rawValue)"
        }
    }

    @Test func figuresAreFoundHoweverTheyAreWritten() {
        let cited = "The quay handled 1.42 million tonnes in 1998, down 11% on 1,600,000. Three cranes fell."
        #expect(
            checks("It handled 1.420 million tonnes, 11 % less than 1600000; 3 cranes and 7 boats.", cited)
                == [
                    "number 1.420 folded", "number 11 folded", "number 1600000 folded", "number 3 folded",
                    "number 7 missing",
                ])
    }

    @Test func datesMatchTheirParts() {
        let cited = "It opened on 14 March 1998 and closed on 1999-12-01."
        #expect(checks("It opened on March 14, 1998.", cited) == ["date March 14 1998 folded"])
        #expect(checks("It opened in March 1998.", cited) == ["date March 1998 exact"])
        #expect(checks("It closed in December 1999.", cited) == ["date December 1999 folded"])
        #expect(checks("It opened in 1998.", cited) == ["number 1998 exact"])
        #expect(checks("It opened on 15 March 1998.", cited) == ["date 15 March 1998 missing"])
    }

    @Test func namesAreFoundWholeOrByTheirLastWord() {
        let cited = "Eleanor Voss, of the Harbour Board, became keeper. Voss stayed until 1941."
        #expect(
            checks("Keeper Eleanor Voss stayed.", cited).contains("name Eleanor Voss exact")
                || checks("Keeper Eleanor Voss stayed.", cited).contains("name Keeper Eleanor Voss folded"))
        #expect(checks("The board named Martin Voss.", cited) == ["name Martin Voss folded"])
        #expect(checks("The board named Anna Brandt.", cited) == ["name Anna Brandt missing"])
        #expect(checks("The Harbour Board agreed.", cited) == ["name Harbour Board exact"])
        // A capital that only begins the sentence is no name.
        #expect(checks("Freight fell.", cited) == [])
    }

    @Test func quotationsAreExactFoldedOrMissing() {
        let cited = "The insurers’ settlement covers re-\npair costs but not ﬁnal revenue."
        #expect(
            checks("It “covers re-\npair costs” only.", cited).first == "quote covers re-\npair costs exact")
        #expect(
            checks("It “covers repair costs but not final revenue”.", cited).first?.hasSuffix("folded")
                == true)
        #expect(checks("It “covers all lost revenue”.", cited).first?.hasSuffix("missing") == true)
        // Words in inverted commas are no quotation.
        #expect(checks("The “lock” closed.", cited) == [])
    }

    @Test func chineseFiguresAndQuotations() {
        #expect(checks("共有 36 人，「保险公司于十二月同意支付」。", "保险公司于十二月同意支付修理费用，共 36 人。").contains("number 36 exact"))
        #expect(checks("「保险公司于十二月同意支付修理费」。", "保险公司于十二月同意支付修理费用。") == ["quote 保险公司于十二月同意支付修理费 exact"])
    }

    @Test func nothingIsCheckedWhereNothingIsCited() {
        #expect(checks("In 1998 Anna said “it will all be well”.", "") == [])
    }
}
