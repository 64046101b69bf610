package import SimulationKernel

/// The name of one asynchronous operation: `P003_`, the HES's wall clock to the millisecond, three digits (rule R7).
package struct PlanID: Hashable, Comparable, Codable, Sendable {
    /// Milliseconds on the HES's wall clock × 1000 + the three digits: increasing within a tenant.
    package let ordinal: Int64

    package init(ordinal: Int64) {
        self.ordinal = ordinal
    }

    /// The first free ID at `time`: if more than a thousand plans are made in one millisecond, or the wall clock went
    /// back, the stamp runs ahead, so that no ID repeats.
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
        let time = CivilTime(millisecondsOnWall: (ordinal - suffix) / 1000)
        let (year, month, day) = time.date.yearMonthDay
        var digits = Digits("P003_")
        digits.append(year, width: 4)
        digits.append(month, width: 2)
        digits.append(day, width: 2)
        digits.append(time.hour, width: 2)
        digits.append(time.minute, width: 2)
        digits.append(time.second, width: 2)
        digits.append(time.millisecondOfDay % 1000, width: 3)
        digits.append(Int(suffix), width: 3)
        return digits.text
    }

    /// The three digits, also of a time before 1970.
    private var suffix: Int64 { (ordinal % 1000 + 1000) % 1000 }

    /// Reads exactly the form of `description`.
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

/// Writes fixed-width decimal numbers one after another; fast, because every plan's ID is written several times.
private struct Digits {
    private var bytes: [UInt8] = []

    init(_ prefix: StaticString) {
        bytes.reserveCapacity(25)
        prefix.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func append(_ number: Int, width: Int) {
        let end = bytes.count + width
        bytes.append(contentsOf: repeatElement(0x30, count: width))
        var rest = number
        for index in stride(from: end - 1, through: end - width, by: -1) {
            bytes[index] += UInt8(rest % 10)
            rest /= 10
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}
