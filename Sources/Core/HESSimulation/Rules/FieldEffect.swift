package import HESContract
package import SimulationKernel

/// A fault between head-end and meter: on the line, in the DCU, in the breaker.
package protocol FieldEffect: Sendable {
    /// The calls that it can affect; its rule matches no other call.
    var endpoints: [Endpoint] { get }
    /// Called when the read begins, to set its duration, and again when it ends, to set its outcome.
    func change(_ read: inout MeterRead)
    func change(_ operation: inout ArchiveOperation)
}

extension FieldEffect {
    package var endpoints: [Endpoint] { [.readFrozen, .readSingle, .relay] }
    package func change(_ read: inout MeterRead) {}
    package func change(_ operation: inout ArchiveOperation) {}
}

/// One meter's part in a plan.
package struct MeterRead: Sendable {
    package enum Breaker: Sendable {
        case obeys
        /// Answers with a failure and does not move.
        case refuses
        /// Answers a close command with success, but only arms the breaker, which closes when its button is pressed.
        case armsOnly
        /// Moves, but its answer is lost on the line.
        case answerLost
    }

    package var duration: SimulatedDuration
    /// Time after which the head-end gives up.
    package let timeout: SimulatedDuration
    package var hasAnswered = true
    package var breaker = Breaker.obeys
    /// Depends on (seed, rule, plan, meter).
    package internal(set) var chance: SeededHash

    package init(
        duration: SimulatedDuration,
        timeout: SimulatedDuration,
        chance: SeededHash = SeededHash(seed: 0)
    ) {
        self.duration = duration
        self.timeout = timeout
        self.chance = chance
    }
}

/// A change or a reading of a DCU's archive.
package struct ArchiveOperation: Sendable {
    package let endpoint: Endpoint
    package var isDone = true

    package init(endpoint: Endpoint) {
        self.endpoint = endpoint
    }
}
