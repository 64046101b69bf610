import HESContract
import SimulationKernel

/// The nine calls.
extension HeadEnd {
    mutating func reply(to context: inout CallContext) throws(Rejection) -> Decision.Reply {
        let request = context.request
        if request.endpoint != .getToken {
            context.user = try tokens.useToken(of: request, in: configuration.dialect.tokenPlace, at: now)
        }
        switch try request.call.get() {
        case .getToken(let credentials):
            context.user = credentials.username
            return .ready(try tokens.login(credentials, on: &timeline))
        case .readFrozen(let call):
            try checkRowCount(call)
            return try plan(.readFrozen(call.cgcode, call.window), about: call.devAddrs, for: &context)
        case .readSingle(let call): return try plan(.readSingle(call.cgcode), about: call.devAddrs, for: &context)
        case .relay(let call): return try plan(.relay(call.controlMode), about: call.devAddrs, for: &context)
        case .historyFrozen(let call), .historySingle(let call): return .history(try page(call, for: &context), maker)
        case .readArchive(let dcuNo): return try readArchive(of: dcuNo, for: &context)
        case .addArchive(let dcuNo, let archives):
            return try changeArchive(of: dcuNo, adding: archives.map(\.devAddr), for: &context) { plant, dcu, now in
                for entry in archives { plant.join(entry.devAddr, dcu: dcu, isEnabled: entry.isEnabled, at: now) }
            }
        case .removeArchive(let dcuNo, let devAddrs):
            return try changeArchive(of: dcuNo, for: &context) { plant, dcu, now in
                for devAddr in devAddrs { plant.leave(devAddr, dcu: dcu, at: now) }
            }
        }
    }

    private mutating func readArchive(
        of dcuNo: String,
        for context: inout CallContext
    ) throws(Rejection) -> Decision.Reply {
        let known = try plant.knownDCU(dcuNo, of: context.endpoint, under: configuration.dialect.unknownDCU)
        guard let dcu = known else { return try plan(.failedArchive(hasList: true), about: [], for: &context) }
        try plant.checkArchiveSize(ofDCU: dcu, limit: configuration.limits.maxRowsPerPlan)
        let isDone = isCarriedOut(&context)
        let work = isDone ? Plan.Work.readArchive(plant.archiveEntries(ofDCU: dcu)) : .failedArchive(hasList: true)
        return try plan(work, about: [], for: &context)
    }

    /// A change that the dialect does not let the archive take fails in its plan.
    private mutating func changeArchive(
        of dcuNo: String,
        adding added: [String] = [],
        for context: inout CallContext,
        change: (inout MeterPlant, _ dcu: Int, SimulatedInstant) -> Void
    ) throws(Rejection) -> Decision.Reply {
        let known = try plant.knownDCU(dcuNo, of: context.endpoint, under: configuration.dialect.unknownDCU)
        guard let dcu = known, try plant.takes(added, inDCU: dcu, under: configuration.dialect) else {
            return try plan(.failedArchive(hasList: false), about: [], for: &context)
        }
        let isDone = isCarriedOut(&context)
        // The plan comes first: if a limit rejects it, the archive stays unchanged.
        let reply = try plan(isDone ? .changeArchive : .failedArchive(hasList: false), about: [], for: &context)
        if isDone { change(&plant, dcu, now) }
        return reply
    }

    /// Whether the DCU carries out a call about its archive.
    private mutating func isCarriedOut(_ context: inout CallContext) -> Bool {
        hits(on: &context.ruled, asked: .init(instant: now), pick: \.field)
            .reduce(into: ArchiveOperation(endpoint: context.endpoint)) { $1.effect.change(&$0) }.isDone
    }

    private mutating func page(_ call: Call.History, for context: inout CallContext) throws(Rejection) -> HistoryPage {
        try history.checkAge(of: call.window, for: context.endpoint, at: now)
        var faults: [[RowFault]] = []
        for devAddr in call.devAddrs {
            faults.append(rowFaults(hitting: &context.ruled, asked: .init(instant: now, devAddr: devAddr)))
        }
        return try history.page(for: call, of: context.endpoint, faults: faults, in: plant, at: now)
    }

    private func checkRowCount(_ call: Call.ReadFrozen) throws(Rejection) {
        let freezes = freezeCount(of: call.cgcode, in: call.window)
        let (rows, overflow) = freezes.multipliedReportingOverflow(by: call.devAddrs.count)
        guard overflow || rows > configuration.limits.maxRowsPerPlan else { return }
        throw Rejection(
            .planTooLarge(limit: configuration.limits.maxRowsPerPlan),
            at: "/end",
            expected: "at most \(configuration.limits.maxRowsPerPlan) rows in one plan: ask for fewer meters or days",
            actual: "\(freezes) freezes of \(call.devAddrs.count) meters",
            clause: "§3.2"
        )
    }
}
