/// Getters with a default for an absent key, which the schema records too; a wrong value is a problem and reads as the default.
extension Place? {
    package func integer(in range: ClosedRange<Int>, default standard: Int) -> Int {
        self?.note("default", as: .number(String(standard)))
        return self?.integer(in: range) ?? standard
    }

    package func number(in range: ClosedRange<Double>, default standard: Double) -> Double {
        self?.note("default", as: .decimal(standard))
        return self?.number(in: range) ?? standard
    }

    package func bool(default standard: Bool) -> Bool {
        self?.note("default", as: .bool(standard))
        return self?.bool() ?? standard
    }

    package func choice<Choice: RawRepresentable & CaseIterable>(default standard: Choice) -> Choice
    where Choice.RawValue == String {
        self?.note("default", as: .string(standard.rawValue))
        return self?.choice(Choice.self) ?? standard
    }
}
