import SimulationKernel

/// Which rows of a stretch exist: a bit for every quarter hour, in words of 64.
///
/// Counting a year of them takes a few hundred words, so a page's cost hardly depends on its number.
struct RowMask: Sendable {
    private let bits: RandomBits
    /// The rows outside its windows count as not drawn.
    private var recurrence: Recurrence?
    /// The rows whose bit is not set.
    private let isInverted: Bool

    /// Rows that the head-end collected at once.
    static func collected(_ share: Double, seed: UInt64, devAddr: String) -> Self {
        let hash = SeededHash(seed: seed).about("collected").about(devAddr)
        return Self(bits: RandomBits(hash, share: share), isInverted: false)
    }

    /// Rows that remain when a rule removes a share of them.
    static func missing(_ share: Double, chance: SeededHash, devAddr: String, within recurrence: Recurrence?) -> Self {
        let hash = chance.about("missing").about(devAddr)
        return Self(bits: RandomBits(hash, share: share), recurrence: recurrence, isInverted: true)
    }

    /// Rows on which a rule acts that draws them or recurs.
    static func drawn(
        _ probability: Double,
        chance: SeededHash,
        devAddr: String,
        within recurrence: Recurrence?
    ) -> Self {
        let hash = chance.about("probability").about(devAddr)
        return Self(bits: RandomBits(hash, share: probability), recurrence: recurrence, isInverted: false)
    }

    var inverted: Self { Self(bits: bits, recurrence: recurrence, isInverted: !isInverted) }

    func word(_ index: Int) -> UInt64 {
        var word = bits.word(index)
        if let recurrence { word &= recurrence.quarters(ofWord: index) }
        return isInverted ? ~word : word
    }
}

extension Recurrence {
    /// A bit for every quarter hour whose beginning lies in a window.
    fileprivate func quarters(ofWord index: Int) -> UInt64 {
        var bits: UInt64 = 0
        for bit in 0..<64 {
            let instant = SimulatedInstant(milliseconds: Int64(index << 6 + bit) * 900_000)
            if contains(instant) { bits |= 1 << UInt64(bit) }
        }
        return bits
    }
}

extension RowMask {
    func lets(_ instant: SimulatedInstant) -> Bool { [self].lets(instant) }
}

extension [RowMask] {
    /// Whether every mask lets the row through.
    func lets(_ instant: SimulatedInstant) -> Bool {
        let quarter = quarterHour(of: instant)
        return word(quarter >> 6) >> UInt64(quarter & 63) & 1 == 1
    }

    /// Number of rows that every mask lets through in a range of quarter hours.
    func count(quarters: Range<Int>) -> Int {
        var count = 0
        var first = quarters.lowerBound
        while first < quarters.upperBound {
            let end = Swift.min(quarters.upperBound, (first >> 6 + 1) << 6)
            let width = UInt64(end - first)
            let bits = word(first >> 6) >> UInt64(first & 63) & (width == 64 ? .max : 1 << width - 1)
            count += bits.nonzeroBitCount
            first = end
        }
        return count
    }

    private func word(_ index: Int) -> UInt64 {
        reduce(.max) { $0 & $1.word(index) }
    }
}

/// Number of the quarter hour since 1970 that holds the instant.
func quarterHour(of instant: SimulatedInstant) -> Int {
    let milliseconds = instant.milliseconds
    return Int(milliseconds >= 0 ? milliseconds / 900_000 : (milliseconds - 899_999) / 900_000)
}

/// Independent bits, each set with the same probability.
private struct RandomBits: Sendable {
    private let hash: SeededHash
    /// The share in 1/65536.
    private let threshold: UInt32

    init(_ hash: SeededHash, share: Double) {
        self.hash = hash
        threshold = UInt32((min(max(share, 0), 1) * 65_536).rounded())
    }

    /// 64 bits: each binary digit of the share, from the last to the first, selects "and" or "or" with a random word.
    func word(_ index: Int) -> UInt64 {
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
