import HESContract
package import SimulationKernel

/// Reconstructs a world from its recorded inputs.
package struct Replay: Sendable {
    /// An input had a different effect than when it was recorded, or a snapshot cannot be read.
    package struct Divergence: Error, Sendable {
        package let tenantCode: String
        package let instant: SimulatedInstant
        package let reason: String
    }

    package private(set) var headEnd: HeadEnd
    /// The instant at which the clock resumes.
    package private(set) var instant: SimulatedInstant
    /// The clock mode that the control API set last; nil if it set none since the world began.
    package private(set) var mode: ClockMode?
    /// What the control API put in the place of the scenario's world; nil for that world itself.
    package let replacement: Replacement?
    private let notation: ScenarioNotation

    package init(_ configuration: WorldConfiguration, notation: ScenarioNotation = .none) {
        self.init(HeadEnd(configuration), mode: nil, replacement: nil, notation: notation)
    }

    /// Begins with a world that replaced another one.
    package init(_ replacement: Replacement) {
        self.init(HeadEnd(replacement.configuration), mode: nil, replacement: replacement, notation: .none)
    }

    init(_ headEnd: HeadEnd, mode: ClockMode?, replacement: Replacement?, notation: ScenarioNotation) {
        self.headEnd = headEnd
        self.mode = mode
        self.replacement = replacement
        self.notation = notation
        instant = headEnd.now
        self.headEnd.pushes.keepsMessages = true
    }

    package mutating func apply(_ input: RecordedInput) throws(Divergence) {
        if case .replace(let document) = input.kind { return try replace(by: document, as: input) }
        goOn(at: input.instant)
        switch input.kind {
        case .call(let endpoint, let headerToken, let body):
            let limits = headEnd.configuration.callLimits
            let request = DecodedRequest(endpoint: endpoint, headerToken: headerToken, body: body, limits: limits)
            let decision = headEnd.decide(request, at: input.instant, mayHold: false)
            guard decision.isInput else { throw divergence(input) }
        case .settle(let ticket, let failure):
            _ = headEnd.advance(to: input.instant)
            guard headEnd.settle(ticket, failure: failure, at: input.instant) != nil else { throw divergence(input) }
        case .clock:
            _ = headEnd.advance(to: input.instant)
            headEnd.recordClock(movedTo: input.instant)
        case .mode(let newMode):
            _ = headEnd.advance(to: input.instant)
            headEnd.recordClock(newMode)
            mode = newMode
        case .arm, .disarm, .happen, .revoke, .reset: try control(input)
        case .resume(let mark): headEnd.resume(beyond: mark)
        case .snapshot(let bytes): try restore(bytes, as: input)
        case .replace: break
        }
    }

    /// What the world has given.
    package var highWater: HighWater { headEnd.highWater(at: instant) }

    /// Moves the clock to `seen`, unless it is later already; events due by then fire when the world runs again.
    package mutating func goOn(at seen: SimulatedInstant) {
        instant = max(instant, seen)
    }

    /// Tokens that are valid now, with their users.
    package var tokens: [(username: String, token: String)] { headEnd.tokens.live(at: instant) }

    /// Pushes that the broker has not acknowledged, by ticket.
    package var owedPushes: [PushMessage] { headEnd.pushes.unacknowledgedMessages }

    // MARK: What the control API did

    /// As the world did: what is due fires before the change and after it.
    private mutating func control(_ input: RecordedInput) throws(Divergence) {
        _ = headEnd.advance(to: input.instant)
        switch input.kind {
        case .arm(let source):
            let known = headEnd.rules.living(at: headEnd.now).map(\.rule.id)
            guard let rules = notation.readRules(source, headEnd.configuration, known) else {
                throw divergence(input, reason: "a rule that was armed over /_sim/faults cannot be read any more")
            }
            guard headEnd.arm(rules) == nil else { throw divergence(input) }
        case .disarm(let id): guard headEnd.disarm(id) else { throw divergence(input) }
        case .happen(let source):
            let now = headEnd.now
            guard let event = notation.readEvent(source, headEnd.configuration, now, headEnd.plant) else {
                throw divergence(input, reason: "an event that happened over /_sim/field cannot be read any more")
            }
            headEnd.happen(event, source: source)
        case .revoke(let username): _ = headEnd.revokeTokens(of: username)
        case .reset(let scopes):
            headEnd.reset(scopes)
            if scopes.beginAnew { (instant, mode) = (headEnd.now, nil) }
        default: break
        }
        _ = headEnd.advance(to: headEnd.now)
    }

    private mutating func replace(by document: [UInt8], as input: RecordedInput) throws(Divergence) {
        guard let replacement = notation.readDocument(document, input.instant) else {
            throw divergence(input, reason: "the document of PUT /_sim/scenario cannot be read any more")
        }
        var fresh = HeadEnd(replacement.configuration)
        fresh.beginLife(after: headEnd.life)
        self = Replay(fresh, mode: nil, replacement: replacement, notation: notation)
    }

    /// Takes the place of everything so far.
    private mutating func restore(_ bytes: [UInt8], as input: RecordedInput) throws(Divergence) {
        do {
            self = try Replay(headEnd.configuration, snapshot: bytes, notation: notation)
        } catch {
            throw divergence(input, reason: "its snapshot cannot be used: \(error)")
        }
        goOn(at: input.instant)
    }

    private func divergence(
        _ input: RecordedInput,
        reason: String = "the inputs no longer lead to where it was"
    ) -> Divergence {
        Divergence(tenantCode: input.tenantCode, instant: input.instant, reason: reason)
    }
}
