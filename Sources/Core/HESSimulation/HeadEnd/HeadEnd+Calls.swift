import HESContract
import SimulationKernel

extension HeadEnd {
    mutating func reply(
        to exchange: inout Exchange,
        _ effects: inout [Effect]
    ) throws(Rejection) -> Decision.Reply {
        let incoming = exchange.incoming
        if incoming.endpoint == .getToken { return try login(incoming) }
        try checkToken(incoming)
        switch try incoming.call.get() {
        case .getToken: return try login(incoming)
        case .readFrozen(var call):
            call.window.start = max(call.window.start, configuration.zone.civilTime(at: configuration.earliestRow))
            try checkRowCount(call)
            return try plan(
                incoming.endpoint,
                .readFrozen(call.cgcode, call.window),
                call.devAddrs,
                &exchange,
                &effects
            )
        case .readSingle(let call):
            return try plan(incoming.endpoint, .readSingle(call.cgcode), call.devAddrs, &exchange, &effects)
        case .historyFrozen(let call), .historySingle(let call):
            return .history(history(call, &exchange), maker)
        case .relay(let call):
            return try plan(incoming.endpoint, .relay(call.controlMode), call.devAddrs, &exchange, &effects)
        case .readArchive(let dcuNo):
            let dcu = try knownDCU(dcuNo, incoming.endpoint)
            try checkArchiveSize(dcu)
            let isDone = isCarriedOut(&exchange)
            let work = isDone ? Plan.Work.readArchive(archive(ofDCU: dcu)) : .failedArchive(hasList: true)
            return try plan(incoming.endpoint, work, [], &exchange, &effects)
        case .addArchive(let dcuNo, let archives):
            let dcu = try knownDCU(dcuNo, incoming.endpoint)
            let isDone = isCarriedOut(&exchange)
            let work = isDone ? Plan.Work.changeArchive : .failedArchive(hasList: false)
            let reply = try plan(incoming.endpoint, work, [], &exchange, &effects)
            guard isDone else { return reply }
            for archive in archives { field.join(archive.devAddr, dcu: dcu, isEnabled: archive.isEnabled, at: now) }
            return reply
        case .removeArchive(let dcuNo, let devAddrs):
            let dcu = try knownDCU(dcuNo, incoming.endpoint)
            let isDone = isCarriedOut(&exchange)
            let work = isDone ? Plan.Work.changeArchive : .failedArchive(hasList: false)
            let reply = try plan(incoming.endpoint, work, [], &exchange, &effects)
            guard isDone else { return reply }
            for devAddr in devAddrs { field.leave(devAddr, dcu: dcu, at: now) }
            return reply
        }
    }

    private mutating func login(_ incoming: Incoming) throws(Rejection) -> Decision.Reply {
        guard case .getToken(let credentials) = try incoming.call.get() else {
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
        let (token, isNew) = tokens.token(for: user, at: now)
        journal.record(.token(username: user.username, isNew: isNew), at: now)
        let expires = now + .seconds(Int64(tokens.lifetimeSeconds))
        return .ready(.token(token, expireInSeconds: tokens.lifetimeSeconds, expires: expires))
    }

    private func checkToken(_ incoming: Incoming) throws(Rejection) {
        guard let token = try incoming.token.get() else {
            throw Rejection(
                .tokenMissing,
                at: "/token",
                expected: "the token of getToken, in the body or in HES_Access_Token",
                actual: "nothing",
                clause: incoming.endpoint.clause
            )
        }
        guard tokens.username(of: token, at: now) != nil else {
            throw Rejection(
                .tokenInvalid,
                at: "/token",
                expected: "a token that getToken gave and that is still valid",
                actual: "another, or an expired one",
                clause: "§3.1"
            )
        }
    }

    private func checkRowCount(_ call: Call.ReadFrozen) throws(Rejection) {
        let zone = configuration.zone
        let end = min(zone.instant(of: call.window.end), now)
        let grid = FreezeGrid(call.cgcode, intervalMinutes: 15)
        let freezes = grid.indices(from: zone.instant(of: call.window.start), through: end, in: zone).count
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
