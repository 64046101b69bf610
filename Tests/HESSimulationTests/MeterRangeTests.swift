import HESSimulation
import Testing

@Suite("Ranges of meter numbers")
struct MeterRangeTests {
    @Test("numbers grow in width as they count, and every one of them is found again")
    func growth() {
        let group = MeterGroup(first: "8", count: 200, dcu: nil)
        let numbers = MeterNumbers.numbers(of: [group], from: 0, limit: 500)
        let directory = MeterDirectory([group])

        #expect(numbers.prefix(3) == ["8", "9", "10"] && numbers.last == "207")
        #expect(numbers.allSatisfy { directory.group(of: $0) == 0 })
        #expect(numbers.allSatisfy { MeterSpan(first: "8", count: 200).contains($0) })
        for stranger in ["7", "208", "08", "010", "0100"] {
            #expect(directory.group(of: stranger) == nil && !MeterSpan(first: "8", count: 200).contains(stranger))
        }
    }

    @Test("zeros in front keep the width as long as the numbers have room")
    func zeros() {
        #expect(
            MeterNumbers.numbers(of: [MeterGroup(first: "008", count: 3, dcu: nil)], from: 0, limit: 9) == [
                "008", "009", "010",
            ]
        )
        #expect(MeterSpan(first: "008", count: 3).contains("010") && !MeterSpan(first: "008", count: 3).contains("10"))
    }

    @Test("a range beyond eighteen digits has no numbers")
    func overflow() {
        #expect(MeterNumbers.pieces(from: "999999999999999999", count: 2).isEmpty)
        #expect(MeterNumbers.pieces(from: "999999999999999999", count: 1).map(\.width) == [18])
    }
}
