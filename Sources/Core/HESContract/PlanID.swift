package import SimulationKernel

/// The name of one asynchronous operation: `P003_`, the HES's wall clock to the millisecond, three digits (rule R7).
package struct PlanID: Hashable, Comparable, Sendable {
    /// Milliseconds on the HES's wall clock × 1000 + the three digits: increasing within a tenant.
    package let ordinal: Int64

    package init(ordinal: Int64) {
        self.ordinal = ordinal
    }

    /// The first name that is free at `time`: where more than a thousand plans are made in one millisecond, or the wall
    /// clock went back an hour, the stamp runs ahead rather than repeat.
    package static func next(at time: CivilTime, after last: PlanID?) -> PlanID {
        let earliest = time.millisecondsOnWall * 1000
        return PlanID(ordinal: max(earliest, last.map { $0.ordinal + 1 } ?? earliest))
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.ordinal < right.ordinal
    }
}

extension PlanID: CustomStringConvertible {
    package var description: String {
        "P003_" + CivilTime(millisecondsOnWall: ordinal / 1000).compact + padded(Int(ordinal % 1000), to: 3)
    }

    /// Reads its own spelling and nothing else.
    package init?(parsing text: some StringProtocol) {
        let digits = Array(text.utf8.dropFirst(5))
        guard text.hasPrefix("P003_"), digits.count == 20, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
            number(8..<10) < 24, number(10..<12) < 60, number(12..<14) < 60
        else { return nil }
        let second = (number(8..<10) * 60 + number(10..<12)) * 60 + number(12..<14)
        let time = CivilTime(date: date, millisecondOfDay: second * 1000 + number(14..<17))
        self.init(ordinal: time.millisecondsOnWall * 1000 + Int64(number(17..<20)))
    }
}
