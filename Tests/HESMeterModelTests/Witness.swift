import SimulationKernel

@testable import HESMeterModel

/// What can be read from a meter, whoever answers: the model, or a distorted copy of it.
struct Witness {
    typealias Answer = (Quantity, SimulatedInstant) -> Int64

    /// A read at the instant.
    var value: Answer
    /// The row frozen at the instant.
    var frozen: Answer
    /// The load profile's row with the stamp.
    var profile: Answer

    init(_ subject: Case) {
        let (model, meter) = (subject.model, subject.meter)
        value = { model.value(of: $0, for: meter, at: $1) }
        frozen = { model.frozenValue(of: $0, for: meter, at: $1) }
        profile = { model.profileValue(of: $0, for: meter, at: $1) }
    }

    /// The same witness, each of whose answers passes through `change`.
    func distorted(_ change: @escaping (Quantity, SimulatedInstant, Int64) -> Int64) -> Self {
        var copy = self
        copy.value = { [value] in change($0, $1, value($0, $1)) }
        copy.frozen = { [frozen] in change($0, $1, frozen($0, $1)) }
        copy.profile = { [profile] in change($0, $1, profile($0, $1)) }
        return copy
    }

    /// Real-time and profile answers, to check what holds in both.
    func views(_ subject: Case) -> [(Quantity) -> Int64] {
        [{ value($0, subject.instant) }, { profile($0, subject.stamp) }]
    }
}

extension MeterModel {
    /// What the load profile's row with this stamp holds: registers at the stamp, means over the interval before it.
    func profileValue(of quantity: Quantity, for meter: Meter, at instant: SimulatedInstant) -> Int64 {
        switch quantity {
        case .energy, .maximumActiveDemand, .maximumReactiveDemand: frozenValue(of: quantity, for: meter, at: instant)
        default: profileReading(for: meter, at: instant).value(of: quantity)
        }
    }
}

extension MeterModel {
    /// The value in the row frozen at the instant: at the start of a month its maxima are those of the closing month.
    func frozenValue(of quantity: Quantity, for meter: Meter, at instant: SimulatedInstant) -> Int64 {
        switch quantity {
        case .maximumActiveDemand(let tariff):
            demand(.active(inTariff: tariff), of: meter, at: instant, isFrozen: true).found.max()
        case .maximumReactiveDemand:
            demand(.reactive, of: meter, at: instant, isFrozen: true).found.max()
        default:
            value(of: quantity, for: meter, at: instant)
        }
    }
}
