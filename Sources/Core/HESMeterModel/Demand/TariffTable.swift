/// Which of four tariffs applies in each quarter hour of the wall clock's day.
package struct TariffTable: Hashable, Sendable {
    /// Spans of up to 2⁶ quarter hours are looked up in `spans`.
    private static let powers = 7
    /// `spans[k * 96 + slot]` has bit t − 1 set if tariff t occurs in the 2ᵏ quarter hours from `slot` on.
    private let spans: [UInt8]

    /// Takes 96 numbers from 1 to 4, from 00:00 on.
    package init(tariffs: [Int]) {
        precondition(tariffs.count == 96, "a day has 96 quarter hours")
        precondition(tariffs.allSatisfy { (1...4).contains($0) }, "tariffs are numbered 1 to 4")
        var spans = tariffs.map { UInt8(1) << UInt8($0 - 1) }
        for power in 0..<Self.powers - 1 {
            for slot in 0..<96 {
                spans.append(spans[power * 96 + slot] | spans[power * 96 + (slot + (1 << power)) % 96])
            }
        }
        self.spans = spans
    }

    /// Takes whole hours; if two entries overlap, the later one wins.
    package init(hours: [(hours: Range<Int>, tariff: Int)], otherwise tariff: Int) {
        var slots = [Int](repeating: tariff, count: 96)
        for entry in hours {
            for slot in entry.hours.lowerBound * 4..<entry.hours.upperBound * 4 { slots[slot] = entry.tariff }
        }
        self.init(tariffs: slots)
    }

    /// 1 day 7–17 o'clock, 2 peak 17–21, 3 shoulder 21–23, 4 night 23–7 (a usual division, not a published one).
    package static let standard = Self(hours: [(7..<17, 1), (17..<21, 2), (21..<23, 3)], otherwise: 4)

    /// Everything counts in tariff 1, as in the document's examples.
    package static let single = Self(hours: [], otherwise: 1)

    /// 1–4, in a quarter hour 0..<96 of the wall clock's day.
    package func tariff(inSlot slot: Int) -> Int { spans[slot].trailingZeroBitCount + 1 }

    /// A superset of the tariffs that occur in `count` (at least 1) quarter hours from `slot` on; bit 0 is tariff 1.
    func tariffs(from slot: Int, count: Int) -> UInt8 {
        let power = Int.bitWidth - 1 - count.leadingZeroBitCount
        guard power < Self.powers else { return 0b1111 }
        let last = (slot + count - (1 << power)) % 96
        return spans[power * 96 + slot] | spans[power * 96 + last]
    }
}
