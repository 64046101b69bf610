package import SimulationKernel

/// The name of one asynchronous operation: `P003_`, the HES's wall clock to the millisecond, three digits (rule R7), or the
/// same in another form of the dialect.
package struct PlanID: Hashable, Comparable, Codable, Sendable {
    /// How the ordinal is written; each form has one text for each ordinal.
    package enum Form: Hashable, Codable, Sendable {
        /// `P00n_` and 20 digits; n is 1…9.
        case call(UInt8)
        case uuid, numeric19

        /// The number in the document's examples.
        package static let sampleNumber: UInt8 = 3
        package static let sample = Form.call(sampleNumber)
    }

    /// Milliseconds on the HES's wall clock × 1000 + the three digits: increasing within a tenant.
    package let ordinal: Int64
    package let form: Form

    package init(ordinal: Int64, form: Form = .sample) {
        (self.ordinal, self.form) = (ordinal, form)
    }

    /// The first free ID at `time`: if more than a thousand plans are made in one millisecond, or the wall clock went
    /// back, the stamp runs ahead, so that no ID repeats.
    package static func next(at time: CivilTime, after last: PlanID?, form: Form = .sample) -> PlanID {
        let earliest = time.millisecondsOnWall * 1000
        return PlanID(ordinal: max(earliest, last.map { $0.ordinal + 1 } ?? earliest), form: form)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.ordinal < right.ordinal
    }

    /// The form is left out: the plans of one tenant differ in their ordinals.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(ordinal)
    }
}

extension PlanID: CustomStringConvertible {
    package var description: String {
        switch form {
        case .call(let number): stamp(number)
        case .uuid: PlanUUID(ordinal).text
        case .numeric19: String(Self.middleOfNineteenDigits &+ ordinal)
        }
    }

    /// Nineteen digits for every ordinal of the years 1…9999, beyond what a double holds exactly.
    private static let middleOfNineteenDigits: Int64 = 5_000_000_000_000_000_000

    private func stamp(_ number: UInt8) -> String {
        let time = CivilTime(millisecondsOnWall: (ordinal - suffix) / 1000)
        let (year, month, day) = time.date.yearMonthDay
        var digits = StampDigits()
        digits.write(Int(number), at: 3..<4)
        digits.write((year * 100 + month) * 100 + day, at: 5..<13)
        digits.write((time.hour * 100 + time.minute) * 100 + time.second, at: 13..<19)
        digits.write(time.millisecondOfDay % 1000 * 1000 + Int(suffix), at: 19..<25)
        return digits.text
    }

    /// The three digits, also of a time before 1970.
    private var suffix: Int64 { (ordinal % 1000 + 1000) % 1000 }

    /// Reads exactly the forms of `description`.
    package init?(parsing text: some StringProtocol) {
        if let stamped = Self.stamped(text) {
            self = stamped
        } else if text.utf8.count == 19, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text)
        {
            self.init(ordinal: number &- Self.middleOfNineteenDigits, form: .numeric19)
        } else if let ordinal = PlanUUID(parsing: text)?.ordinal {
            self.init(ordinal: ordinal, form: .uuid)
        } else {
            return nil
        }
    }

    private static func stamped(_ text: some StringProtocol) -> PlanID? {
        let bytes = Array(text.utf8)
        let digits = Array(bytes.dropFirst(5))
        guard text.hasPrefix("P00"), digits.count == 20, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            (0x31...0x39).contains(bytes[3]), bytes[4] == UInt8(ascii: "_")
        else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)),
            number(8..<10) < 24, number(10..<12) < 60, number(12..<14) < 60
        else { return nil }
        let second = (number(8..<10) * 60 + number(10..<12)) * 60 + number(12..<14)
        let time = CivilTime(date: date, millisecondOfDay: second * 1000 + number(14..<17))
        return PlanID(
            ordinal: time.millisecondsOnWall * 1000 + Int64(number(17..<20)),
            form: .call(bytes[3] - UInt8(ascii: "0"))
        )
    }
}

/// The text of an ID with a stamp, in place and not in an array, because every plan's ID is written several times.
private struct StampDigits {
    private var bytes = InlineArray<25, UInt8>(repeating: UInt8(ascii: "0"))

    init() {
        bytes[0] = UInt8(ascii: "P")
        bytes[4] = UInt8(ascii: "_")
    }

    /// Writes the last digits of a number that is not negative.
    mutating func write(_ number: Int, at places: Range<Int>) {
        var rest = UInt(number)
        for place in places.reversed() {
            let (tenth, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = tenth
        }
    }

    var text: String {
        guard let utf8 = try? UTF8Span(validating: bytes.span) else { preconditionFailure("digits are UTF-8") }
        return String(copying: utf8)
    }
}
