package import HESContract
import JSON
package import SimulationKernel

/// A stimulus, and the switches of the dialect that what follows tells of; a file of the folder `Probes`.
package struct Probe: Sendable {
    /// One switch of which the probe tells.
    package struct Telling: Sendable {
        package let key: String
        /// The judging function.
        package let fingerprint: Fingerprint
        /// What each value would show, in words.
        package let shows: [(value: String, sight: String)]
    }

    /// Such as `DAILY`, the name of the file.
    package let id: String
    package let title: String
    /// Why it is asked, for the line of progress.
    package let why: String
    package let needs: [Need]
    package let steps: [ProbeStep]
    package let tells: [Telling]

    /// Calls, if none is repeated.
    package var cost: Int {
        steps.count { step in if case .call = step.act { true } else { false } }
    }

    /// Whether it changes something at the HES.
    package var writes: Bool { needs.contains(.writesArchive) || needs.contains(.writesRelay) }

    /// How long its pauses are.
    package var pauses: SimulatedDuration {
        steps.reduce(.zero) { sum, step in if case .pause(let pause) = step.act { sum + pause } else { sum } }
    }

    package var endpoints: [Endpoint] { calls.map(\.endpoint) }

    package var calls: [CallForm] {
        steps.compactMap { step in if case .call(let form) = step.act { form } else { nil } }
    }
}
