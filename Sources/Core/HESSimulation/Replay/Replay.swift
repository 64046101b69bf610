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
    /// The clock mode that the control API set last; nil if it set none.
    package private(set) var mode: ClockMode?

    package init(_ configuration: WorldConfiguration) {
        self.init(HeadEnd(configuration), mode: nil)
    }

    init(_ headEnd: HeadEnd, mode: ClockMode?) {
        self.headEnd = headEnd
        self.mode = mode
        instant = headEnd.now
        self.headEnd.pushes.keepsMessages = true
    }

    package mutating func apply(_ input: RecordedInput) throws(Divergence) {
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
        case .resume(let mark): headEnd.resume(beyond: mark)
        case .snapshot(let bytes): try restore(bytes, as: input)
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

    /// Takes the place of everything so far.
    private mutating func restore(_ bytes: [UInt8], as input: RecordedInput) throws(Divergence) {
        do {
            self = try Replay(headEnd.configuration, snapshot: bytes)
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
