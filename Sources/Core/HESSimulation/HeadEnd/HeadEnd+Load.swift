package import HESContract
package import SimulationKernel

/// The refusal of calls whose pushes the process cannot carry; the edge knows what waits there.
extension HeadEnd {
    /// Whether a call is refused while so much waits.
    ///
    /// - Parameters:
    ///   - request: the call.
    ///   - own: the world's due pushes; this adds the plans that are read and whose push is still to become due.
    ///   - all: the due pushes of all worlds.
    ///   - limit: for all worlds.
    /// - Returns: why; nil for a call that has room, makes no plan or cannot be read.
    package func overload(
        by request: DecodedRequest,
        waiting own: PushLoad,
        inAll all: PushLoad,
        within limit: PushLoad
    ) -> Rejection? {
        guard let rows = rowCount(of: request) else { return nil }
        let more = PushLoad(unrenderedRows: rows)
        let soon = PushLoad(unrenderedRows: plans.rowsToPush)
        let limits = configuration.limits
        if (own + soon).isFull(for: more, within: limits.waiting) || (all + soon).isFull(for: more, within: limit) {
            return busy(
                request,
                expected:
                    "at most \(limits.maxWaitingRows) rows or \(limits.maxWaitingBytes) bytes waiting to be pushed",
                actual: "\(own.rows + soon.rows) rows, \(own.bytes + soon.bytes) bytes"
            )
        }
        let accepted = PushLoad(rows: own.rows + plans.rowsInFlight, bytes: 0)
        guard accepted.isFull(for: PushLoad(rows: rows, bytes: 0), within: limits.accepted) else { return nil }
        return busy(
            request,
            expected:
                "at most \(limits.accepted.rows) rows (ten times maxWaitingRows), those of plans still read included",
            actual: "\(accepted.rows) rows"
        )
    }

    private func busy(_ request: DecodedRequest, expected: String, actual: String) -> Rejection {
        Rejection(
            .systemBusy,
            at: "",
            expected: expected,
            actual: actual + "; repeat the call later",
            clause: request.endpoint.clause
        )
    }

    /// Refuses a call before it is examined: the journal has an entry, and nothing else has changed.
    package mutating func refuse(
        _ request: DecodedRequest,
        with rejection: Rejection,
        at instant: SimulatedInstant
    ) -> Decision {
        fireEvents(dueBy: instant)
        timeline.move(to: instant)
        var context = CallContext(request, answeredAt: now)
        let token = (try? request.token(in: configuration.dialect.tokenPlace)) ?? nil
        context.user = token.flatMap { tokens.username(of: $0, at: now) }
        record(&context, code: configuration.dialect.code(of: rejection.failure), rejection: rejection)
        var decision = Decision(endpoint: request.endpoint, reply: .rejected(rejection))
        decision.effects = timeline.takeEffects()
        decision.isInput = false
        (decision.entry, decision.user) = (context.entry, context.user)
        return decision
    }

    /// Rows of the push that follows a call, about; nil for one that makes no plan or cannot be read.
    private func rowCount(of request: DecodedRequest) -> Int? {
        guard case .success(let call) = request.call else { return nil }
        switch call {
        case .readFrozen(let call):
            return rowCount(of: .readFrozen(call.cgcode, call.window), meters: call.devAddrs.count)
        case .readSingle(let call): return call.devAddrs.count
        case .relay(let call): return call.devAddrs.count
        case .readArchive, .addArchive, .removeArchive: return 1
        case .getToken, .historyFrozen, .historySingle: return nil
        }
    }

    /// Rows of a plan's push, about: load profiles count as of a quarter of an hour, rows with demand as ``Plan/Work/rowCost``.
    func rowCount(of work: Plan.Work, meters: Int) -> Int {
        switch work {
        case .readFrozen(let cgcode, let window):
            let rows = freezeCount(of: cgcode, in: window) * work.rowCost
            let (all, isTooMany) = rows.multipliedReportingOverflow(by: meters)
            return isTooMany ? .max : all
        case .readSingle, .relay: return meters
        case .readArchive(let entries): return entries.count
        case .changeArchive, .failedArchive: return 0
        }
    }

    /// Freezes of a meter that exist by now in a window.
    func freezeCount(of cgcode: Cgcode, in window: Call.Window) -> Int {
        let zone = configuration.zone
        let grid = FreezeGrid(cgcode, intervalMinutes: 15)
        let labels = RowLabels(of: cgcode, every: 15, in: zone, configuration.dialect)
        let span = FreezeSpan(window, labels, zone, configuration.dialect)
        let first = max(span.first, configuration.earliestRow)
        return grid.indices(from: first, through: min(span.last, now), in: zone).count
    }
}

extension Plan.Work {
    /// What rendering one row costs, in rows of a load profile: the maximum demand of a billing row is searched for
    /// (docs/internals/performance.md).
    var rowCost: Int {
        if case .readFrozen(let cgcode, _) = self, cgcode != .loadProfile { 5 } else { 1 }
    }
}
