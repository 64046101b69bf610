import HESContract
import SimulationKernel

/// Chooses what to ask next: what tells most of the open switches for each call, reading before writing, quick before slow.
package struct ProbePlanner: Sendable {
    private let probes: [Probe]

    package init(_ probes: [Probe]) { self.probes = probes }

    /// Nil when no probe is left that may be asked and tells anything.
    package func next(done: [String], findings: Findings, talk: Conversation, of setup: VerificationSetup) -> Probe? {
        let facts = Facts(talk, of: setup)
        let open = probes.filter { probe in
            !done.contains(probe.id) && probe.needs.allSatisfy { facts.meets($0, of: setup) }
                && (probe.tells.isEmpty || openCount(probe, given: findings) > 0)
        }
        return open.min { rank($0, given: findings) < rank($1, given: findings) }
    }

    private func openCount(_ probe: Probe, given findings: Findings) -> Int {
        probe.tells.count { findings[$0.key].map { $0.left.count > 1 } ?? false }
    }

    /// The least comes first.
    private func rank(_ probe: Probe, given findings: Findings) -> (Int, Int, Double, String) {
        let told = Double(openCount(probe, given: findings)) / Double(max(1, probe.cost))
        return (probe.writes ? 1 : 0, Int(probe.pauses.milliseconds / 60_000), -told, probe.id)
    }
}
