import HESContract

/// Reads meters through plans, and stores what they push.
struct RealTimeReader: Sendable {
    struct Request: Sendable {
        var meters: [String]
        /// Window of a frozen read.
        var window: Window?
        /// Freezes that are expected in the window; empty if they are not known.
        var freezes = FreezeSet(timestamps: [])
    }

    struct Result: Sendable {
        var rows: [Row] = []
        /// Plans whose result never came, or whose call got no clear answer.
        var silent: [Request] = []
        /// The status of each plan whose result came.
        var statuses: [String] = []
        var notes: [String] = []
    }

    let plans: PlanRunner
    let store: RowStore
    let cgcode: String
    let isComposite: Bool
    /// False only with the defect of COLL-06.
    var keepsRows = true

    private var defects: Defects { plans.caller.defects }

    func read(_ requests: [Request], within budget: Budget) async -> Result {
        let chunks = requests.flatMap { request in
            request.meters.chunked(plans.caller.mostMeters).map { chunk in
                var part = request
                part.meters = chunk
                return part
            }
        }
        let results = await concurrently(chunks, limit: 8) { await read($0, within: budget) }
        return results.reduce(into: Result()) {
            $0.rows += $1.rows
            $0.silent += $1.silent
            $0.statuses += $1.statuses
            $0.notes += $1.notes
        }
    }

    private func read(_ request: Request, within budget: Budget) async -> Result {
        switch await plans.run(plan(request), within: budget) {
        case .accepted(let progress): return take(progress, of: request)
        case .failed(let failure):
            return Result(silent: failure.isDefinite ? [] : [request], notes: ["\(failure)"])
        case .notSent: return Result(notes: ["\(plans.link.silence); nothing was sent"])
        }
    }

    private func take(_ progress: PlanProgress, of request: Request) -> Result {
        guard progress.hasCome, let status = plans.status(of: progress) else {
            return Result(silent: [request], notes: [plans.silence(of: progress)])
        }
        if status == "02", progress.list.isEmpty, defects.contains(.crashesOnEmptyList) {
            Defect.crash()
        }
        if status != "00", defects.contains(.allOrNothing) { return Result(statuses: [status]) }
        let rows = RowReader(meters: progress.meters, cgcode: cgcode, defects: defects).rows(progress.list)
        if keepsRows { store.put(rows) }
        return Result(rows: rows, statuses: [status])
    }

    private func plan(_ request: Request) -> PlanRunner.Request {
        var fields: RequestFields = [("devList", .meters(request.meters)), ("cgcode", .text(cgcode))]
        if isComposite, let window = request.window {
            fields += [("start", .date(window.start)), ("end", .date(window.end))]
        }
        return PlanRunner.Request(
            endpoint: isComposite ? .readFrozen : .readSingle,
            fields: fields,
            subject: isComposite ? .frozen(request.freezes) : .single,
            meters: MeterMap(request.meters),
            cgcode: cgcode
        )
    }
}
