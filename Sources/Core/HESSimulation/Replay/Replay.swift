import HESContract
package import HESSimulation
package import SimulationKernel

/// A world that is brought, input by input, to where it was.
package struct Replay: Sendable {
    /// An input did not do what it did when it was recorded.
    package struct Divergence: Error, Sendable {
        package let tenantCode: String
        package let instant: SimulatedInstant
    }

    private(set) var headEnd: HeadEnd
    private let limits: CallLimits
    /// Deliveries that the broker is not known to have, by ticket.
    private var owed: [UInt64: Delivery] = [:]
    /// Where the clock goes on.
    package private(set) var instant: SimulatedInstant
    /// The last one that somebody set; nil where nobody did.
    package private(set) var mode: ClockMode?

    package init(_ configuration: WorldConfiguration) {
        headEnd = HeadEnd(configuration)
        limits = CallLimits(maxMeters: configuration.limits.maxMeters, configuration.dialect)
        instant = configuration.start
    }

    package mutating func take(_ input: RecordedInput) throws(Divergence) {
        goOn(at: input.instant)
        switch input.kind {
        case .call(let endpoint, let headerToken, let body):
            let incoming = Incoming(endpoint: endpoint, headerToken: headerToken, body: body, limits: limits)
            let decision = headEnd.handle(incoming, at: input.instant)
            keep(decision.effects)
            guard decision.rejection == nil || !headEnd.faults.isEmpty else { throw divergence(input) }
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
        }
    }

    /// The clock was seen at `seen`; what falls due by then happens when the world runs again.
    package mutating func goOn(at seen: SimulatedInstant) {
        instant = max(instant, seen)
    }

    /// Live ones, by user.
    var tokens: [(username: String, token: String)] { headEnd.tokens.live(at: instant) }

    /// What the broker still has to get, in order.
    var owedDeliveries: [Delivery] {
        owed.keys.sorted().compactMap { owed[$0] }
    }

    private mutating func keep(_ effects: [Effect]) {
        for case .publish(let delivery) in effects { owed[delivery.ticket] = delivery }
    }

    private func divergence(_ input: RecordedInput) -> Divergence {
        Divergence(tenantCode: input.tenantCode, instant: input.instant)
    }
}

extension HeadEnd {
    mutating func recordClock(movedTo instant: SimulatedInstant) {
        recordClock("now \(configuration.zone.civilTime(at: instant))")
    }

    mutating func recordClock(_ mode: ClockMode) {
        recordClock("mode \(mode)")
    }
}
