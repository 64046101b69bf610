package import HESContract
package import HESSimulation
package import SimulationKernel

/// A head-end without edges: the test moves its clock and reads what it put out, in order.
package struct TestWorld {
    package enum Output {
        case answer(Decision)
        case push(Push)
        case release(UInt64)
        case broker(BrokerCommand)
    }

    package struct Push {
        package let message: PushMessage
        package let payload: [UInt8]
        package let instant: SimulatedInstant
    }

    package private(set) var headEnd: HeadEnd
    package private(set) var now: SimulatedInstant
    package private(set) var outputs: [Output] = []
    private let acknowledges: Bool

    /// The broker `acknowledges` every push at once, or else never.
    package init(_ configuration: WorldConfiguration = .test(), acknowledges: Bool = false) {
        headEnd = HeadEnd(configuration)
        now = configuration.start
        self.acknowledges = acknowledges
    }

    // MARK: What it put out

    package var journal: [JournalEntry] { headEnd.journal.entries(from: 0) }

    package var pushes: [Push] {
        outputs.compactMap { if case .push(let push) = $0 { push } else { nil } }
    }

    /// The plan's last push; nil until it was published.
    package func push(of planID: String) -> Push? {
        pushes.last { $0.message.planID.description == planID }
    }

    /// What the plan's last push says; nil until it was published.
    package func payload(of planID: String) -> String? {
        push(of: planID).map { String(decoding: $0.payload, as: UTF8.self) }
    }

    // MARK: What happens to it

    package mutating func advance(_ duration: SimulatedDuration) {
        now = now + duration
        apply(headEnd.advance(to: now))
    }

    /// Does what the control API may do.
    package mutating func change(_ body: (inout HeadEnd) -> Void) { body(&headEnd) }

    /// The broker's outcome of a push, which is a failure where `failure` names a reason.
    ///
    /// - Returns: the plan; nil when the push is unknown or had its outcome.
    package mutating func settle(ticket: UInt64, failure: String? = nil) -> PlanID? {
        headEnd.settle(ticket, failure: failure, at: now)
    }

    /// Calls at the present instant with the members of a body, which come without its braces.
    ///
    /// `token` goes into the body, `header` into the header. The body of the answer comes back.
    @discardableResult
    package mutating func call(
        _ endpoint: Endpoint,
        with members: String = "",
        token: String? = nil,
        header: String? = nil
    ) -> String {
        let all = [members, token.map { "\"token\":\"\($0)\"" } ?? ""].filter { !$0.isEmpty }
        let limits = headEnd.configuration.callLimits
        let body = Array("{\(all.joined(separator: ","))}".utf8)
        let request = DecodedRequest(endpoint: endpoint, headerToken: header, body: body, limits: limits)
        let decision = headEnd.decide(request, at: now, mayHold: true)
        apply(decision.effects)
        outputs.append(.answer(decision))
        return String(decoding: decision.answer.json(endpoint: endpoint), as: UTF8.self)
    }

    /// - Returns: the token; the whole answer when the login is refused.
    package mutating func logIn(as user: User = .demo, tenantCode: String = "T") -> String {
        let answer = call(.getToken, with: user.login(tenantCode: tenantCode))
        return answer.dataMember("token") ?? answer
    }

    /// Logs in and calls.
    ///
    /// - Returns: the plan's name; the whole answer when the call is refused.
    @discardableResult
    package mutating func plan(_ endpoint: Endpoint, with members: String) -> String {
        let token = logIn()
        let answer = call(endpoint, with: members, token: token)
        return answer.dataMember("planId") ?? answer
    }

    private mutating func apply(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .publish(let message):
                outputs.append(.push(Push(message: message, payload: message.payload, instant: headEnd.now)))
                if acknowledges { _ = headEnd.settle(message.ticket, failure: nil, at: headEnd.now) }
            case .releaseReply(let number): outputs.append(.release(number))
            case .broker(let command): outputs.append(.broker(command))
            }
        }
    }
}
