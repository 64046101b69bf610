import HESContract
package import SimulationKernel

/// Reconstructs a world from its recorded inputs.
package struct Replay: Sendable {
    /// An input had a different effect than when it was recorded.
    package struct Divergence: Error, Sendable {
        package let tenantCode: String
        package let instant: SimulatedInstant
    }

    package private(set) var headEnd: HeadEnd
    /// Pushes that the broker is not known to have, by ticket.
    private var owed: [UInt64: PushMessage] = [:]
    /// The instant at which the clock resumes.
    package private(set) var instant: SimulatedInstant
    /// The clock mode that the control API set last; nil if it set none.
    package private(set) var mode: ClockMode?

    package init(_ configuration: WorldConfiguration) {
        headEnd = HeadEnd(configuration)
        instant = configuration.start
    }

    package mutating func apply(_ input: RecordedInput) throws(Divergence) {
        goOn(at: input.instant)
        switch input.kind {
        case .call(let endpoint, let headerToken, let body):
            let limits = headEnd.configuration.callLimits
            let request = DecodedRequest(endpoint: endpoint, headerToken: headerToken, body: body, limits: limits)
            let decision = headEnd.decide(request, at: input.instant, mayHold: false)
            keep(decision.effects)
            guard decision.isInput else { throw divergence(input) }
        case .settle(let ticket, let failure):
            keep(headEnd.advance(to: input.instant))
            guard headEnd.settle(ticket, failure: failure, at: input.instant) != nil else { throw divergence(input) }
            owed[ticket] = nil
        case .clock:
            keep(headEnd.advance(to: input.instant))
            headEnd.recordClock(movedTo: input.instant)
        case .mode(let newMode):
            keep(headEnd.advance(to: input.instant))
            headEnd.recordClock(newMode)
            mode = newMode
        case .resume(let mark): headEnd.resume(beyond: mark)
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
    package var owedPushes: [PushMessage] {
        owed.keys.sorted().compactMap { owed[$0] }
    }

    private mutating func keep(_ effects: [Effect]) {
        for case .publish(let push) in effects { owed[push.ticket] = push }
    }

    private func divergence(_ input: RecordedInput) -> Divergence {
        Divergence(tenantCode: input.tenantCode, instant: input.instant)
    }
}
