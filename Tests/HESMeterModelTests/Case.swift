import Foundation
import HESMeterModel
import SimulationKernel

/// A random world, meter and instant, the same for the same number.
struct Case: CustomStringConvertible, Sendable {
    let number: UInt64
    let model: MeterModel
    var meter: Meter
    let instant: SimulatedInstant

    init(_ number: UInt64) {
        let chance = SeededHash(seed: number)
        self.number = number
        model = MeterModel(seed: chance.about(1).value, zone: WorldZone.tested[chance.about(2).index(below: 5)])
        let base = LoadProfile.Base.allCases[chance.about(3).index(below: 5)]
        var profile = LoadProfile.standard(base)
        profile.annualWattHours = Int64(Double(profile.annualWattHours) * (0.3 + 2 * chance.about(4).unit))
        profile.phases = chance.about(5).unit < 0.5 ? 1 : 3
        profile.powerFactor = 0.8 + 0.2 * chance.about(6).unit
        meter = Meter(devAddr: "00" + String(chance.about(7).index(below: 10_000_000_000)), profile: profile)
        // 2000-02-01 … 2055, to the millisecond.
        instant = SimulatedInstant(milliseconds: 949_363_200_000 + Int64(chance.about(8).unit * 1.735e12))
    }

    var description: String {
        let wall = model.zone.civilTime(at: instant)
        return "case \(number): \(meter.profile.base) \(meter.devAddr), \(wall) \(model.zone.name)"
    }

    /// Runs this case alone.
    var replayCommand: String { "CASE=\(number) swift test --filter InvariantTests" }

    /// Those of `range`, or the one that the environment names.
    static func numbers(_ range: ClosedRange<UInt64>) -> [UInt64] {
        ProcessInfo.processInfo.environment["CASE"].flatMap(UInt64.init).map { [$0] } ?? Array(range)
    }

    var zone: WorldZone { model.zone }

    /// The quarter hour that has begun; where a stamp of the load profile lies.
    var stamp: SimulatedInstant {
        let midnight = zone.startOfDay(zone.date(at: instant))
        let quarters = (instant - midnight).milliseconds / 900_000
        return midnight + .minutes(15 * quarters)
    }

    var midnight: SimulatedInstant { zone.startOfDay(zone.date(at: instant)) }

    /// The stamps of the load profile that belong to a day: after its 00:00, up to and with the next one.
    func stamps(of day: CivilDate) -> [SimulatedInstant] {
        let (start, end) = (zone.startOfDay(day), zone.startOfDay(day.adding(days: 1)))
        return (1...(end - start).milliseconds / 900_000).map { start + .minutes(15 * $0) }
    }

    /// The day after the case's or, in a zone with summer time, the day of the next change of the clock.
    var dayOfInterest: CivilDate {
        let day = zone.date(at: instant)
        let long = (0..<366).map { day.adding(days: $0) }.first { stamps(of: $0).count != 96 }
        return number % 2 == 0 ? long ?? day : day
    }
}
