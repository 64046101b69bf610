import HESContract
import HESMeterModel
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON
import SimulationKernel

/// `/_sim/meters/{devAddr}`: the truth about one meter, at an instant or as a series.
struct MeterRoutes {
    let simulator: Simulator
    /// Most points of one series.
    static let mostPoints = 10_000
    private static let at = QueryParameter.text(
        "at",
        about: "An instant like 2024-07-12 00:00:00; now if it is absent."
    )
    static let query = [at.json]
    private static let cgcode = QueryParameter.word(
        "cgcode",
        among: Cgcode.allCases.filter { $0.category == .single }.map(\.rawValue),
        about: "Which value."
    )
    private static let start = QueryParameter.text("start", about: "The first instant, like 2024-07-12 00:00:00.")
    private static let end = QueryParameter.text("end", about: "The last instant, included; now if it is absent.")
    private static let every = QueryParameter.text("every", about: "The distance of the points, like 15m, the default.")
    static let seriesQuery = [cgcode.json, start.json, end.json, every.json]

    func get(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let found = try meter(of: request, context: context)
        let instant = try request.value(of: Self.at).map { try found.instant($0, as: "at") } ?? found.span.upperBound
        let rows = found.meter.isInstalled(at: instant) ? found.truth.rows(at: instant) : []
        return ControlReply {
            $0.meter(found.meter, dcuNo: found.dcuNo, breaker: found.breaker(instant), at: instant)
            $0.key("at")
            $0.string(found.zone.civilTime(at: instant).description)
            $0.key("values")
            $0.object { writer in
                for row in rows {
                    writer.key(named: row.channel.cgcode.rawValue)
                    writer.value(of: row)
                }
            }
        }
    }

    func series(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let found = try meter(of: request, context: context)
        guard let cgcode = try request.value(of: Self.cgcode).flatMap({ Cgcode(rawValue: $0) }) else {
            throw missing("cgcode")
        }
        guard let start = try request.value(of: Self.start) else { throw missing("start") }
        let instants = try instants(
            from: found.instant(start, as: "start"),
            through: request.value(of: Self.end).map { try found.instant($0, as: "end") } ?? found.span.upperBound,
            every: request.value(of: Self.every)
        )
        return ControlReply {
            $0.key("devAddr")
            $0.string(found.meter.devAddr)
            $0.key("cgcode")
            $0.string(cgcode.rawValue)
            $0.key("unit")
            $0.string(cgcode.unit.rawValue)
            $0.key("points")
            $0.array { writer in
                for instant in instants where found.meter.isInstalled(at: instant) {
                    guard let row = found.truth.row(cgcode, at: instant) else { continue }
                    writer.point(row, at: instant, in: found.zone)
                }
            }
        }
    }

    private func instants(
        from start: SimulatedInstant,
        through end: SimulatedInstant,
        every text: String?
    ) throws -> [SimulatedInstant] {
        let step = text.map { SimulatedDuration(parsing: $0) } ?? .minutes(15)
        guard let step, step >= .seconds(1) else {
            throw ControlFailure(
                status: .badRequest,
                message: "expected every to be a span like 15m, of a second at least; found '\(text ?? "")'"
            )
        }
        guard start <= end else { throw ControlFailure(status: .badRequest, message: "start is after end") }
        let series = SampledSpan(from: start, through: end, every: step)
        guard series.count <= Self.mostPoints else {
            throw ControlFailure(
                status: .badRequest,
                message: "a series has at most \(Self.mostPoints) points, and this one would have \(series.count)",
                hint: "take a larger 'every' or a shorter span"
            )
        }
        return series.instants
    }

    private func missing(_ name: String) -> ControlFailure {
        ControlFailure(
            status: .badRequest,
            message: "the parameter '\(name)' is missing",
            hint: "a series is …/series?cgcode=5069&start=2024-07-12 00:00:00&end=2024-07-12 06:00:00&every=15m"
        )
    }

    private func meter(of request: Request, context: BasicRequestContext) throws -> FoundMeter {
        let world = try request.world(in: simulator)
        let devAddr = try context.segment("devAddr")
        // Brings the head-end to the clock's instant, at which the values are made.
        world.runDue()
        let found = world.read { headEnd, _ in headEnd.plant.meter(devAddr).map { FoundMeter($0, in: headEnd) } }
        guard let found else { throw ControlFailure(status: .notFound, message: "no meter '\(devAddr)'") }
        return found
    }
}

/// A meter with what tells its past, to be evaluated outside the world's lock.
private struct FoundMeter: Sendable {
    let meter: FieldMeter
    let truth: MeterTruth
    let span: ClosedRange<SimulatedInstant>
    let zone: WorldZone
    let dcuNo: String?
    private let breakerNow: String

    init(_ meter: FieldMeter, in headEnd: borrowing HeadEnd) {
        self.meter = meter
        truth = headEnd.truth(of: meter)
        span = headEnd.knownSpan
        zone = headEnd.configuration.zone
        dcuNo = headEnd.dcuNo(of: meter)
        breakerNow = headEnd.breaker(of: meter.devAddr)
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

extension JSONWriter {
    /// The members of a meter at an instant; its DCU is the one of now.
    mutating func meter(_ meter: FieldMeter, dcuNo: String?, breaker: String, at instant: SimulatedInstant) {
        key("devAddr")
        string(meter.devAddr)
        key("dcuNo")
        if let dcuNo { string(dcuNo) } else { null() }
        key("enabled")
        bool(meter.membership?.isEnabled ?? false)
        key("installed")
        bool(meter.isInstalled(at: instant))
        key("supplied")
        bool(!meter.supply.isOut(at: instant))
        key("breaker")
        string(breaker)
        key("interval")
        integer(meter.traits.intervalMinutes)
    }

    fileprivate mutating func point(_ row: SingleRow, at instant: SimulatedInstant, in zone: WorldZone) {
        object {
            $0.key("t")
            $0.integer(instant.milliseconds)
            $0.key("at")
            $0.string(zone.civilTime(at: instant).description)
            $0.key("value")
            $0.value(of: row)
        }
    }

    fileprivate mutating func value(of row: SingleRow) {
        switch row.channel.value {
        case .scaled(let magnitude): decimalString(magnitude, places: row.channel.cgcode.unit.decimalPlaces)
        case .pinned(let text): string(text)
        case .json(let text): number(text)
        }
    }
}
