import HESContract
import HESScenario
import HESSimulation
import HESVerification
import HESVerificationRunner
import SimulationKernel

/// A head-end with a broker in memory: the clock goes on while the run waits, so that a run of hours takes none.
actor SimulatedHES: VerificationSubject {
    /// What makes a broken HES of it.
    struct Mutation: Sendable {
        var reply: @Sendable (WireReply, WireRequest) -> WireReply = { reply, _ in reply }
        var push: @Sendable (WireMessage) -> WireMessage = { $0 }
        /// Of tokens; nil for that of the scenario.
        var lifetime: SimulatedDuration?
        /// Whether any token is taken.
        var opens = false
        /// What answers put before every token, and requests have to have before it.
        var tokenPrefix = ""
    }

    private var headEnd: HeadEnd
    private let mutation: Mutation
    private var filters: [String] = []
    private var waiting: [WireMessage] = []
    private var retained: [WireMessage] = []
    private var released: [UInt64] = []
    private var order = 0
    /// The last that was given.
    private var token: String?

    init(_ configuration: WorldConfiguration, mutation: Mutation = Mutation()) {
        var configuration = configuration
        if let lifetime = mutation.lifetime { configuration.tokenLifetime = lifetime }
        headEnd = HeadEnd(configuration)
        self.mutation = mutation
    }

    func now() -> SimulatedInstant { headEnd.now }

    func takeDropped() -> Int { 0 }

    func subscribe(_ filter: String) -> SubscriptionAnswer {
        if !filters.contains(filter) { filters.append(filter) }
        for message in retained where Self.hears(filter, message.topic) {
            var copy = message
            copy.isRetained = true
            copy.order = next()
            copy.instant = headEnd.now
            waiting.append(copy)
        }
        return .granted(qos: 2)
    }

    func messages(within limit: SimulatedDuration) -> [WireMessage] {
        let deadline = headEnd.now + limit
        while waiting.isEmpty, limit > .zero, headEnd.now < deadline {
            advance(to: min(deadline, headEnd.nextEvent ?? deadline))
        }
        defer { waiting = [] }
        return waiting
    }

    func call(_ request: WireRequest) -> WireAnswer {
        var incoming = CallRequest(
            method: "POST",
            uri: request.endpoint.path,
            contentType: request.contentType,
            headerToken: request.headerToken
        )
        incoming.append(request.body)
        if !mutation.tokenPrefix.isEmpty { incoming = stripped(incoming, of: request) }
        if mutation.opens, request.endpoint != .getToken { incoming = revived(incoming, by: request) }
        let decoded = ParsedRequest(incoming, as: request.endpoint).decoded(within: headEnd.configuration.callLimits)
        let decision = headEnd.decide(decoded, at: headEnd.now, mayHold: true)
        if decision.heldNumber == nil, !decision.isPushDue {
            apply(decision.effects)
            return answer(decision, to: request)
        }
        if let number = decision.heldNumber {
            apply(decision.effects)
            let deadline = headEnd.now + .minutes(5)
            while !released.contains(number), headEnd.now < deadline { advance(to: headEnd.nextEvent ?? deadline) }
            guard released.contains(number) else { return .failed("no answer within 5 minutes") }
            return answer(decision, to: request)
        }
        // The push is due as soon as the answer has left.
        let reply = answer(decision, to: request)
        apply(decision.effects)
        advance(to: headEnd.now)
        return reply
    }

    private func stripped(_ incoming: CallRequest, of request: WireRequest) -> CallRequest {
        let (path, prefix) = (request.endpoint.path, mutation.tokenPrefix)
        let header = request.headerToken.map { $0.replacing(prefix, with: "") }
        var other = CallRequest(method: "POST", uri: path, contentType: request.contentType, headerToken: header)
        other.append(Array(String(decoding: request.body, as: UTF8.self).replacing(prefix, with: "").utf8))
        return other
    }

    /// The request with a token that is valid, in place of the one that it has.
    private func revived(_ incoming: CallRequest, by request: WireRequest) -> CallRequest {
        guard let used = request.headerToken, let token, used != token else { return incoming }
        let path = request.endpoint.path
        var other = CallRequest(method: "POST", uri: path, contentType: request.contentType, headerToken: token)
        other.append(Array(String(decoding: request.body, as: UTF8.self).replacing(used, with: token).utf8))
        return other
    }

    private func answer(_ decision: Decision, to request: WireRequest) -> WireAnswer {
        if case .ready(.token(let given, _, _)) = decision.reply { token = given }
        let outgoing = decision.rendered(in: headEnd.configuration.dialect).first
        guard case .whole = outgoing.extent else { return .failed("the answer broke off") }
        let reply = WireReply(
            status: outgoing.status,
            reason: outgoing.reason,
            body: outgoing.body,
            instant: headEnd.now,
            order: next()
        )
        return .reply(mutation.reply(reply, request))
    }

    private func next() -> Int {
        order += 1
        return order
    }

    private func advance(to instant: SimulatedInstant) { apply(headEnd.advance(to: instant)) }

    private func apply(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .publish(let message):
                publish(message)
                _ = headEnd.settle(message.ticket, failure: nil, at: headEnd.now)
            case .releaseReply(let number): released.append(number)
            case .broker: break
            }
        }
    }

    private func publish(_ message: PushMessage) {
        let sent = mutation.push(
            WireMessage(
                topic: message.topic,
                payload: message.payload,
                qos: message.qos,
                isRetained: false,
                instant: headEnd.now,
                order: next()
            )
        )
        if message.isRetained { retained.append(sent) }
        if filters.contains(where: { Self.hears($0, sent.topic) }) { waiting.append(sent) }
    }

    private static func hears(_ filter: String, _ topic: String) -> Bool {
        SubscriptionFilter.matches(Array(topic.utf8), filter: Array(filter.utf8))
    }
}
