import HESContract
import SimulationKernel

extension HeadEnd {
    mutating func reply(
        to context: inout CallContext,
        _ effects: inout [Effect]
    ) throws(Rejection) -> Decision.Reply {
        let request = context.request
        if request.endpoint == .getToken { return try login(request) }
        try checkToken(request)
        switch try request.call.get() {
        case .getToken: return try login(request)
        case .readFrozen(var call):
            call.window.start = max(call.window.start, configuration.zone.civilTime(at: configuration.earliestRow))
            try checkRowCount(call)
            let devAddrs = try asked(call.devAddrs, request.endpoint)
            return try plan(request.endpoint, .readFrozen(call.cgcode, call.window), devAddrs, &context, &effects)
        case .readSingle(let call):
            let devAddrs = try asked(call.devAddrs, request.endpoint)
            return try plan(request.endpoint, .readSingle(call.cgcode), devAddrs, &context, &effects)
        case .historyFrozen(let call), .historySingle(let call):
            return .history(try history(call, &context), maker)
        case .relay(let call):
            let devAddrs = try asked(call.devAddrs, request.endpoint)
            return try plan(request.endpoint, .relay(call.controlMode), devAddrs, &context, &effects)
        case .readArchive(let dcuNo):
            let dcu = try knownDCU(dcuNo, request.endpoint)
            try checkArchiveSize(dcu)
            let isDone = isCarriedOut(&context)
            let work = isDone ? Plan.Work.readArchive(archive(ofDCU: dcu)) : .failedArchive(hasList: true)
            return try plan(request.endpoint, work, [], &context, &effects)
        case .addArchive(let dcuNo, let archives):
            let dcu = try knownDCU(dcuNo, request.endpoint)
            let isDone = isCarriedOut(&context)
            let work = isDone ? Plan.Work.changeArchive : .failedArchive(hasList: false)
            let reply = try plan(request.endpoint, work, [], &context, &effects)
            guard isDone else { return reply }
            for archive in archives { field.join(archive.devAddr, dcu: dcu, isEnabled: archive.isEnabled, at: now) }
            return reply
        case .removeArchive(let dcuNo, let devAddrs):
            let dcu = try knownDCU(dcuNo, request.endpoint)
            let isDone = isCarriedOut(&context)
            let work = isDone ? Plan.Work.changeArchive : .failedArchive(hasList: false)
            let reply = try plan(request.endpoint, work, [], &context, &effects)
            guard isDone else { return reply }
            for devAddr in devAddrs { field.leave(devAddr, dcu: dcu, at: now) }
            return reply
        }
    }

    private mutating func login(_ request: DecodedRequest) throws(Rejection) -> Decision.Reply {
        guard case .getToken(let credentials) = try request.call.get() else {
            preconditionFailure("getToken is read as getToken")
        }
        guard let user = tokens.user(credentials) else {
            throw Rejection(
                .invalidCredentials,
                at: "",
                expected: "the four credentials of one user",
                actual: "others",
                clause: "§3.1"
            )
        }
        let issue = tokens.token(for: user, at: now)
        if issue.revokesOld { journal.record(.tokenRevoked(username: user.username), at: now) }
        journal.record(.token(username: user.username, isNew: issue.isNew), at: now)
        let seconds = Int((issue.expires - now).milliseconds / 1000)
        return .ready(.token(issue.token, expireInSeconds: seconds, expires: issue.expires))
    }

    private mutating func checkToken(_ request: DecodedRequest) throws(Rejection) {
        let token = try request.requiredToken(in: configuration.dialect.tokenPlace)
        guard tokens.username(of: token, at: now) != nil else {
            throw Rejection(
                .tokenInvalid,
                at: "/token",
                expected: "a token that getToken gave and that is still valid",
                actual: "another, or an expired one",
                clause: "§3.1"
            )
        }
        tokens.use(token, at: now)
    }

    /// The meters that the plan is about: what becomes of unknown numbers is the dialect's.
    private func asked(_ devAddrs: [String], _ endpoint: Endpoint) throws(Rejection) -> [String] {
        switch configuration.dialect.unknownMeter {
        case .failsInPlan: return devAddrs
        case .dropped: return devAddrs.filter { field.meter($0) != nil }
        case .rejectsCall:
            guard let unknown = devAddrs.first(where: { field.meter($0) == nil }) else { return devAddrs }
            throw Rejection(
                .unknownMeter(unknown),
                at: "/devList",
                expected: "meters of this tenant",
                actual: unknown,
                clause: endpoint.clause
            )
        }
    }

    private func checkRowCount(_ call: Call.ReadFrozen) throws(Rejection) {
        let zone = configuration.zone
        let grid = FreezeGrid(call.cgcode, intervalMinutes: 15)
        let span = FreezeSpan(call.window, grid, zone, configuration.dialect)
        let freezes = grid.indices(from: span.first, through: min(span.last, now), in: zone).count
        let (rows, overflow) = freezes.multipliedReportingOverflow(by: call.devAddrs.count)
        guard overflow || rows > configuration.limits.maxRowsPerPlan else { return }
        throw Rejection(
            .systemBusy,
            at: "/end",
            expected: "at most \(configuration.limits.maxRowsPerPlan) rows in one plan",
            actual: "\(freezes) freezes of \(call.devAddrs.count) meters",
            clause: "§3.2"
        )
    }

    private func checkArchiveSize(_ dcu: Int) throws(Rejection) {
        let count = field.meterCount(ofDCU: dcu)
        guard count > configuration.limits.maxRowsPerPlan else { return }
        throw Rejection(
            .systemBusy,
            at: "/dcuNo",
            expected: "an archive of at most \(configuration.limits.maxRowsPerPlan) meters",
            actual: "\(count)",
            clause: "§3.7"
        )
    }

    private func knownDCU(_ dcuNo: String, _ endpoint: Endpoint) throws(Rejection) -> Int {
        if let dcu = field.dcu(dcuNo) { return dcu }
        throw Rejection(
            .unknownDCU(dcuNo),
            at: "/dcuNo",
            expected: "a DCU of this tenant",
            actual: dcuNo,
            clause: endpoint.clause
        )
    }

    private func archive(ofDCU dcu: Int) -> [ArchiveEntry] {
        field.archive(ofDCU: dcu).map {
            let link = $0.traits.link ?? field.dcus[dcu].link
            return ArchiveEntry(
                devAddr: $0.devAddr,
                isEnabled: $0.membership?.isEnabled ?? false,
                commType: link.commType,
                moduleNext: $0.traits.route ?? $0.devAddr
            )
        }
    }
}
