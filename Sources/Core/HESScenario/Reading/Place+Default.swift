import HESContract
import SimulationKernel

/// Getters that say what an absent key means, to the reader and to the schema; a wrong value gets a complaint as well.
extension Place? {
    func integer(in range: ClosedRange<Int>, default standard: Int) -> Int {
        self?.note("default", .number(String(standard)))
        return self?.integer(in: range) ?? standard
    }

    func number(in range: ClosedRange<Double>, default standard: Double) -> Double {
        self?.note("default", .decimal(standard))
        return self?.number(in: range) ?? standard
    }

    func bool(default standard: Bool) -> Bool {
        self?.note("default", .bool(standard))
        return self?.bool() ?? standard
    }

    func choice<Choice: RawRepresentable & CaseIterable>(default standard: Choice) -> Choice
    where Choice.RawValue == String {
        self?.note("default", .string(standard.rawValue))
        return self?.choice(Choice.self) ?? standard
    }

    func duration(default standard: SimulatedDuration) -> SimulatedDuration {
        self?.note("default", .number(String(standard.milliseconds)))
        return self?.duration() ?? standard
    }

    /// The schema has the default where it is a plain duration.
    func distribution(default standard: Distribution) -> Distribution {
        if case .constant(let duration) = standard { self?.note("default", .number(String(duration.milliseconds))) }
        return self?.distribution() ?? standard
    }
}
