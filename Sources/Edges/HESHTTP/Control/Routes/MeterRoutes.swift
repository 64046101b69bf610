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
    static let cgcode = QueryParameter.word(
        "cgcode",
        among: Cgcode.allCases.filter { $0.category == .single }.map(\.rawValue),
        about: "Which value."
    )
    static let start = QueryParameter.text("start", about: "The first instant, like 2024-07-12 00:00:00.")
    static let end = QueryParameter.text("end", about: "The last instant, included; now if it is absent.")
    private static let every = QueryParameter.text("every", about: "The distance of the points, like 15m, the default.")
    static let seriesQuery = [cgcode.json, start.json, end.json, every.json]

    func get(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let found = try FoundMeter(request, context: context, in: simulator)
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
        let found = try FoundMeter(request, context: context, in: simulator)
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
            $0.series(cgcode, of: found.meter) { writer in
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

    /// The members of a series; `points` writes its elements.
    mutating func series(_ cgcode: Cgcode, of meter: FieldMeter, points: (inout JSONWriter) -> Void) {
        key("devAddr")
        string(meter.devAddr)
        key("cgcode")
        string(cgcode.rawValue)
        key("unit")
        string(cgcode.unit.rawValue)
        key("points")
        array(points)
    }

    mutating func point(_ row: SingleRow, at instant: SimulatedInstant, in zone: WorldZone) {
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
