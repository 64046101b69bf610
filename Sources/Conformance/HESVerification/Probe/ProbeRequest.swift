package import HESContract
package import JSON
package import SimulationKernel

/// A call as it is sent.
package struct ProbeRequest: Sendable {
    package let endpoint: Endpoint
    package let contentType: String
    package let headerToken: String?
    package let body: JSONValue
}

extension CallForm {
    /// Tokens of a run: the present one, and the first that was given.
    package struct Tokens: Sendable {
        package var present = ""
        package var first = ""

        package init() {}
    }

    /// Nil if what the call is about was not seen.
    package func request(
        at now: SimulatedInstant,
        for setup: VerificationSetup,
        with tokens: Tokens,
        given facts: Facts
    ) -> ProbeRequest? {
        guard let subject = subject(at: now, for: setup, given: facts) else { return nil }
        let token = value(of: tokens)
        let isInBody = endpoint != .getToken && self.token != .header
        let isInHeader = endpoint != .getToken && self.token != .body
        return ProbeRequest(
            endpoint: endpoint,
            contentType: contentType,
            headerToken: isInHeader ? token : nil,
            body: .members(subject + (isInBody ? [("token", .string(token))] : []))
        )
    }

    private func value(of tokens: Tokens) -> String {
        switch token {
        case .both, .body, .header: tokens.present
        case .garbage: "eyJleHAiOjEsInVzZXJuYW1lIjoibm9uZSJ9"
        case .old: tokens.first
        }
    }

    private func subject(
        at now: SimulatedInstant,
        for setup: VerificationSetup,
        given facts: Facts
    ) -> [(String, JSONValue)]? {
        switch endpoint {
        case .getToken:
            return [
                ("tenantCode", .string(setup.tenantCode)), ("username", .string(setup.username)),
                ("password", .string(setup.password.revealed)), ("secretKey", .string(setup.secretKey.revealed)),
            ]
        case .readArchive: return [("dcuNo", .string(number(of: setup)))]
        case .addArchive, .removeArchive:
            guard let archives = archiveList(for: setup, given: facts) else { return nil }
            return [("dcuNo", .string(number(of: setup))), ("archives", archives)]
        case .relay: return [("devList", .string(devList(of: setup))), ("controlMode", integer(controlMode ?? 2))]
        case .readSingle: return [("devList", .string(devList(of: setup))), ("cgcode", .string(cgcode ?? ""))]
        case .readFrozen, .historyFrozen, .historySingle:
            guard let window = window(at: now, for: setup, given: facts) else { return nil }
            let head: [(String, JSONValue)] = [
                ("devList", .string(devList(of: setup))), ("cgcode", .string(cgcode ?? "")),
            ]
            return head + window + (endpoint == .readFrozen ? [] : pages)
        }
    }

    private var pages: [(String, JSONValue)] {
        [("curPage", integer(page ?? 1)), ("pageSize", integer(pageSize ?? 1000))]
    }

    private func integer(_ number: Int) -> JSONValue { integersAsText ? .string("\(number)") : .number("\(number)") }

    private func window(
        at now: SimulatedInstant,
        for setup: VerificationSetup,
        given facts: Facts
    ) -> [(String, JSONValue)]? {
        guard let start = start?.instant(at: now, in: setup.zone, given: facts),
            let end = end?.instant(at: now, in: setup.zone, given: facts)
        else { return nil }
        return [
            ("start", .string("\(setup.zone.civilTime(at: start))")),
            ("end", .string("\(setup.zone.civilTime(at: end))")),
        ]
    }

    private func devList(of setup: VerificationSetup) -> String {
        switch meters ?? .first {
        case .first: setup.meters[0]
        case .all: setup.asked.joined(separator: ",")
        case .unknown: setup.unknownMeter
        case .allAndUnknown: (setup.asked + [setup.unknownMeter]).joined(separator: ",")
        case .blankFirst: " " + setup.meters[0]
        }
    }

    private func number(of setup: VerificationSetup) -> String {
        switch dcu {
        case .first: setup.dcus.first ?? ""
        case .second: setup.dcus.dropFirst().first ?? ""
        case .unknown: setup.unknownDCU
        }
    }

    /// Nil if the archive was not seen.
    private func archiveList(for setup: VerificationSetup, given facts: Facts) -> JSONValue? {
        func entry(_ devAddr: String, status: String) -> JSONValue {
            [["devAddr": .string(devAddr), "status": .string(status)]]
        }
        switch archives ?? .known {
        case .known: return facts.firstStatus.map { entry(setup.meters[0], status: $0) }
        case .strange where endpoint == .removeArchive: return [["devAddr": .string(setup.strangeMeter)]]
        case .strange: return entry(setup.strangeMeter, status: "1")
        case .strangeText: return [.string(setup.strangeMeter)]
        case .elsewhere: return facts.elsewhere.map { entry($0.devAddr, status: $0.status) }
        }
    }
}
