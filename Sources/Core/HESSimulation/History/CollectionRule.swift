package import SimulationKernel

/// How completely the head-end collects rows by itself.
package struct CollectionRule: Hashable, Sendable {
    /// Share of rows that it has at once, 0…1; which ones is a matter of (seed, meter, instant).
    package var share: Double
    /// After this the others arrive by themselves; nil: never.
    package var lateAfter: SimulatedDuration?

    package init(share: Double = 1, lateAfter: SimulatedDuration? = nil) {
        self.share = share
        self.lateAfter = lateAfter
    }

    var isComplete: Bool { share >= 1 }
}

/// Which of one meter's rows are there at once: a bit for every quarter hour, 64 of them at a time.
///
/// Counting a year of them costs a few thousand words, so a page's cost does not depend on its number.
struct CollectedBits: Sendable {
    private let hash: SeededHash
    /// The share in 1/65536.
    private let threshold: UInt32

    init(_ rule: CollectionRule, seed: UInt64, devAddr: String) {
        hash = SeededHash(seed: seed).about("collected").about(devAddr)
        threshold = UInt32((min(max(rule.share, 0), 1) * 65_536).rounded())
    }

    func isCollected(_ instant: SimulatedInstant) -> Bool {
        let quarter = Self.quarter(instant)
        return word(quarter >> 6) >> UInt64(quarter & 63) & 1 == 1
    }

    /// Set bits among the quarter hours of a range.
    func count(quarters: Range<Int>) -> Int {
        var count = 0
        var first = quarters.lowerBound
        while first < quarters.upperBound {
            let end = min(quarters.upperBound, (first >> 6 + 1) << 6)
            let width = UInt64(end - first)
            let bits = word(first >> 6) >> UInt64(first & 63) & (width == 64 ? .max : 1 << width - 1)
            count += bits.nonzeroBitCount
            first = end
        }
        return count
    }

    static func quarter(_ instant: SimulatedInstant) -> Int {
        let milliseconds = instant.milliseconds
        return Int(milliseconds >= 0 ? milliseconds / 900_000 : (milliseconds - 899_999) / 900_000)
    }

    /// 64 independent bits, each set with the probability `threshold` / 65536: the binary digits of the share decide,
    /// from the last to the first, between "and" and "or" with a random word.
    private func word(_ index: Int) -> UInt64 {
        if threshold >= 65_536 { return .max }
        let own = hash.about(UInt64(bitPattern: Int64(index)))
        var bits: UInt64 = 0
        var digits = threshold
        for digit in 0..<16 {
            let random = own.about(UInt64(digit)).value
            bits = digits & 1 == 1 ? bits | random : bits & random
            digits >>= 1
        }
        return bits
    }
}
