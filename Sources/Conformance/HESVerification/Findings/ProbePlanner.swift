import HESContract
import SimulationKernel

/// Chooses what to ask next: what tells most of the open switches for each call, reading before writing, quick before slow.
package struct ProbePlanner: Sendable {
    private let probes: [Probe]

    package init(_ probes: [Probe]) { self.probes = probes }

    /// Nil when no probe is left that may be asked and tells anything of the `open` switches.
    package func next(done: [String], open: [String], talk: Conversation, of setup: VerificationSetup) -> Probe? {
        let facts = Facts(talk, of: setup)
        let left = probes.filter { probe in
            !done.contains(probe.id) && probe.needs.allSatisfy { facts.meets($0, of: setup) }
                && (probe.tells.isEmpty || openCount(probe, among: open) > 0)
        }
        return left.min { rank($0, among: open) < rank($1, among: open) }
    }

    /// The `open` switches without those that the probe has told.
    package func stillOpen(_ open: [String], after talk: Conversation, by probe: Probe) -> [String] {
        open.filter { key in
            guard probe.tells.contains(where: { $0.key == key }) else { return true }
            let judges = fingerprints(of: key)
            guard !judges.isEmpty, let known = DialectCatalogue.all.first(where: { $0.name == key }) else {
                return true
            }
            return SwitchFinding.left(of: known, by: judges.flatMap { $0.judge(talk) }).count > 1
        }
    }

    private func fingerprints(of key: String) -> [Fingerprint] {
        let names = unique(probes.flatMap(\.tells).filter { $0.key == key }.map(\.fingerprint.name))
        return FingerprintCatalogue.all.filter { names.contains($0.name) }
    }

    private func openCount(_ probe: Probe, among open: [String]) -> Int {
        probe.tells.count { open.contains($0.key) }
    }

    /// The least comes first; of equals the one that asks fewer meters.
    private func rank(_ probe: Probe, among open: [String]) -> (Int, Int, Double, String) {
        let plans = probe.endpoints.count(where: \.makesPlan)
        let told = Double(openCount(probe, among: open)) / (Double(max(1, probe.cost)) + Double(plans) * 0.1)
        return (probe.writes ? 1 : 0, Int(probe.pauses.milliseconds / 60_000), -told, probe.id)
    }
}
