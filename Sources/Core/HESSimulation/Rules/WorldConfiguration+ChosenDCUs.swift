import SimulationKernel

extension WorldConfiguration {
    /// The DCUs that a rule's `dcuShare` chooses, in the order of the scenario.
    package func chosenDCUs(of rule: FaultRule) -> [String] {
        let chance = SeededHash(seed: seed).about("rule").about(rule.id)
        let chosen = rule.match.choosing(among: dcus.map(\.dcuNo), chance: chance).chosenDCUs
        return dcus.map(\.dcuNo).filter(chosen.contains)
    }
}
