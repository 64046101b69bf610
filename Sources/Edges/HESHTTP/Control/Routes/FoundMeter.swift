import HESContract
import HESMeterModel
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import SimulationKernel

/// A meter with what tells its past, to be evaluated outside the world's lock.
struct FoundMeter: Sendable {
    let meter: FieldMeter
    let truth: MeterTruth
    let span: ClosedRange<SimulatedInstant>
    let zone: WorldZone
    let dcuNo: String?
    private let breakerNow: String
    private let world: World

    /// - Throws: for a world or a meter that is not there.
    init(_ request: Request, context: BasicRequestContext, in simulator: Simulator) throws {
        let world = try request.world(in: simulator)
        let devAddr = try context.segment("devAddr")
        // Brings the head-end to the clock's instant, at which the values are made.
        world.runDue()
        let found = world.read { headEnd, _ in
            headEnd.plant.meter(devAddr).map { Self($0, in: headEnd, of: world) }
        }
        guard let found else { throw ControlFailure(status: .notFound, message: "no meter '\(devAddr)'") }
        self = found
    }

    private init(_ meter: FieldMeter, in headEnd: borrowing HeadEnd, of world: World) {
        self.world = world
        self.meter = meter
        truth = headEnd.truth(of: meter)
        span = headEnd.knownSpan
        zone = headEnd.configuration.zone
        dcuNo = headEnd.dcuNo(of: meter)
        breakerNow = headEnd.breaker(of: meter.devAddr)
    }

    /// What history would answer now; to be evaluated outside the lock.
    func collected(_ cgcode: Cgcode, within span: CollectedRows.Span) -> CollectedRows {
        world.read { headEnd, _ in headEnd.collectedRows(of: meter, cgcode: cgcode, within: span) }
    }

    func breaker(_ instant: SimulatedInstant) -> String {
        instant == span.upperBound ? breakerNow : meter.supply.isBreakerOpen(at: instant) ? "open" : "closed"
    }

    /// Reads civil time; a query may carry its blank as `+` or as `T`.
    func instant(_ text: String, as name: String) throws(ControlFailure) -> SimulatedInstant {
        let civil = CivilTime(parsing: text.replacing("T", with: " ").replacing("+", with: " "))
        let instant = civil.map { zone.instant(of: $0) }
        guard let instant else {
            throw ControlFailure(
                status: .badRequest,
                message: "expected \(name) to be like 2024-07-12 00:00:00, found '\(Rejection.excerpt(text))'"
            )
        }
        guard span.contains(instant) else {
            let (first, last) = (zone.civilTime(at: span.lowerBound), zone.civilTime(at: span.upperBound))
            throw ControlFailure(
                status: .badRequest,
                message: "expected \(name) to be from \(first) to \(last), the world's now",
                hint: instant > span.upperBound ? "the future is not decided: move the clock first" : nil
            )
        }
        return instant
    }
}
