import HESContract
import HESDrawing
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import SimulationKernel

/// `/_sim/meters/{devAddr}/collected` and `…/plot`: what the head-end has of a meter, as a series, and against the truth.
struct PlotRoutes {
    let simulator: Simulator

    private static let item = QueryParameter.word(
        "cgcode",
        among: singles,
        about: "Which value; 5022, the active power, if it is absent."
    )
    private static let start = QueryParameter.text(
        "start",
        about: "The first instant, like 2024-07-12 00:00:00; a day before the end if it is absent."
    )
    private static let collected = QueryParameter.flag("collected", about: "Whether to show what history has; true.")
    private static let register = QueryParameter.word(
        "register",
        among: singles,
        about: "A second value, as a thin line against the axis on the right."
    )
    private static let width = QueryParameter.integer("width", in: LoadPlot.widths, about: "Pixels; 960.")
    private static let singles = Cgcode.allCases.filter { $0.category == .single }.map(\.rawValue)
    static let collectedQuery = [MeterRoutes.cgcode.json, start.json, MeterRoutes.end.json]
    static let plotQuery = [
        item.json, start.json, MeterRoutes.end.json, collected.json, register.json, width.json,
    ]

    func collected(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let found = try FoundMeter(request, context: context, in: simulator)
        guard let cgcode = try request.value(of: MeterRoutes.cgcode).flatMap({ Cgcode(rawValue: $0) }) else {
            throw ControlFailure(status: .badRequest, message: "the parameter 'cgcode' is missing")
        }
        let rows = found.collected(cgcode, within: .stamps(try span(of: request, found)))
        try checkCount(rows.count)
        return ControlReply {
            $0.series(cgcode, of: found.meter) { writer in
                for row in rows.rows { writer.point(row, at: row.timestamp, in: found.zone) }
            }
        }
    }

    func plot(_ request: Request, context: BasicRequestContext) throws -> ControlReply {
        let found = try FoundMeter(request, context: context, in: simulator)
        let cgcode = try request.value(of: Self.item).flatMap { Cgcode(rawValue: $0) } ?? .activePowerTotal
        var picture = MeterPicture(found, cgcode: cgcode, in: try span(of: request, found))
        try checkCount(picture.pointCount)
        picture.showsCollected = try request.value(of: Self.collected) ?? true
        picture.register = try request.value(of: Self.register).flatMap { Cgcode(rawValue: $0) }
        picture.width = try request.value(of: Self.width) ?? LoadPlot.usualWidth
        return ControlReply(text: picture.svg, contentType: SVGPicture.contentType)
    }

    private func span(of request: Request, _ found: FoundMeter) throws -> ClosedRange<SimulatedInstant> {
        let end =
            try request.value(of: MeterRoutes.end).map { try found.instant($0, as: "end") } ?? found.span.upperBound
        let start = try request.value(of: Self.start).map { try found.instant($0, as: "start") } ?? found.dayBefore(end)
        guard start <= end else { throw ControlFailure(status: .badRequest, message: "start is after end") }
        return start...end
    }

    private func checkCount(_ count: Int) throws(ControlFailure) {
        guard count > MeterRoutes.mostPoints else { return }
        throw ControlFailure(
            status: .badRequest,
            message: "a series has at most \(MeterRoutes.mostPoints) points, and this one would have \(count)",
            hint: "take a shorter span"
        )
    }
}
