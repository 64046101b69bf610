import SimulationKernel
import Testing

@testable import HESMeterModel

@Suite("Several rollovers of one register")
struct RolloverTests {
    /// 2024-07-10 10:00 UTC.
    private static let first = SimulatedInstant(milliseconds: 1_720_605_600_000)

    struct Course: CustomTestStringConvertible, Sendable {
        let seed: UInt64
        let digits: [Int]
        let gapHours: Int64

        var testDescription: String { "seed \(seed), digits \(digits), \(gapHours) h apart" }

        var instants: [SimulatedInstant] {
            digits.indices.map { first + .minutes(60 * gapHours * Int64($0)) }
        }
    }

    private static let courses = (0..<6).flatMap { seed in
        [([5, 5], 48), ([5, 5, 5], 1), ([1, 1], 400), ([1, 2, 1], 97), ([5, 1], 24), ([12, 1, 5], 500)].map {
            Course(seed: UInt64(seed), digits: $0.0, gapHours: Int64($0.1))
        }
    }

    @Test("at each of them the register shows zero, and counts up to its largest reading before", arguments: courses)
    func passes(course: Course) {
        let (model, meter, plain) = Self.meters(course)
        for (instant, digits) in zip(course.instants, course.digits) {
            let before = instant - .minutes(7)
            let used = Self.reading(model, plain, instant) - Self.reading(model, plain, before)

            #expect(Self.reading(model, meter, instant) == 0)
            #expect(Self.reading(model, meter, before) == (Self.size(digits) - used) % Self.size(digits))
        }
    }

    @Test(
        "between two of them the register never falls but from its largest reading, and is set forward once",
        arguments: courses
    )
    func rises(course: Course) {
        let (model, meter, plain) = Self.meters(course)
        var walker = ProfileWalker(model, meter: meter)
        var jumps = 0
        let end = course.instants[course.instants.endIndex - 1] + .days(1)
        var (instant, last) = (Self.first - .days(1), Self.reading(model, meter, Self.first - .days(1)))
        while instant < end {
            let next = instant + .minutes(15)
            let reading = Self.reading(model, meter, next)
            #expect(walker.registers(at: next).activeImport == reading)
            let size = Self.size(Self.digits(around: next, of: course))
            let used = Self.reading(model, plain, next) - Self.reading(model, plain, instant)
            if (reading - last - used) % size != 0 { jumps += 1 }
            if reading < last {
                #expect(last + used >= size || course.instants.contains { instant < $0 && $0 <= next })
            }
            (instant, last) = (next, reading)
        }

        #expect(jumps <= course.digits.count - 1)
    }

    @Test("the load of the meter stays as it is", arguments: courses.prefix(6))
    func load(course: Course) {
        let (model, meter, plain) = Self.meters(course)
        for offset in stride(from: Int64(-24), through: 72, by: 1) {
            let instant = Self.first + .minutes(60 * offset)
            #expect(model.profileReading(for: meter, at: instant) == model.profileReading(for: plain, at: instant))
            let demand = Quantity.maximumActiveDemand(tariff: nil)
            #expect(
                model.value(of: demand, for: meter, at: instant) == model.value(of: demand, for: plain, at: instant)
            )
        }
    }

    @Test("a meter that is replaced after a rollover shows its own start, and what was shown before stays")
    func replaced() {
        let (model, meter, plain) = Self.meters(Course(seed: 3, digits: [5, 5], gapHours: 240))
        let change = Self.first + .days(2)
        var other = meter
        let start = Registers(activeImport: 700, activeExport: 0, reactiveImport: 0, reactiveExport: 0)
        other.supply.restartRegisters(at: change, with: start)

        let hour = Self.reading(model, plain, change + .minutes(60)) - Self.reading(model, plain, change)
        #expect(Self.reading(model, other, change) == 700)
        #expect(Self.reading(model, other, change + .minutes(60)) == 700 + hour)
        for hours in stride(from: Int64(1), to: 100, by: 7) {
            let before = change - .minutes(60 * hours)
            #expect(Self.reading(model, other, before) == Self.reading(model, meter, before))
        }
        #expect(Self.reading(model, other, Self.first + .days(10)) == 0)
    }

    @Test("another one at the same instant takes the place of the first")
    func same() {
        var supply = SupplyRecord()
        supply.rollOver(at: Self.first, digits: 5)
        supply.rollOver(at: Self.first, digits: 3)

        #expect(supply.rollovers.map(\.digits) == [3])
    }

    private static func meters(_ course: Course) -> (MeterModel, rolling: Meter, plain: Meter) {
        let (model, plain) = (Case(course.seed).model, Case(course.seed).meter)
        var rolling = plain
        // Not in their order: the order of the calls does not matter.
        for (instant, digits) in zip(course.instants, course.digits).reversed() {
            rolling.supply.rollOver(at: instant, digits: digits)
        }
        return (model, rolling, plain)
    }

    private static func reading(_ model: MeterModel, _ meter: Meter, _ instant: SimulatedInstant) -> Int64 {
        model.registers(for: meter, at: instant).activeImport
    }

    private static func size(_ digits: Int) -> Int64 { SupplyRecord.displaySize(digits: digits) }

    /// The fewer of the digits before and after the instant: the register returns to zero by one of them.
    private static func digits(around instant: SimulatedInstant, of course: Course) -> Int {
        let next = course.instants.firstIndex { $0 > instant } ?? course.instants.endIndex - 1
        return min(course.digits[max(0, next - 1)], course.digits[next])
    }
}
