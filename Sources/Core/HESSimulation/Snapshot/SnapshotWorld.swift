import SimulationKernel

/// The world as its configuration makes it, with the rules that a snapshot names.
struct SnapshotWorld: Sendable {
    let headEnd: HeadEnd
    private let notation: ScenarioNotation
    /// By its text, each rule that was armed while the world ran.
    private let armed: [String: FaultRule]

    /// - Throws: ``SnapshotError`` for a rule that cannot be read.
    init(_ configuration: WorldConfiguration, armed texts: [String], notation: ScenarioNotation) throws(SnapshotError) {
        headEnd = HeadEnd(configuration)
        self.notation = notation
        var armed: [String: FaultRule] = [:]
        for text in texts {
            guard let rule = Self.read(text, by: notation, for: configuration) else {
                throw SnapshotError(reason: "the rule \(text) cannot be read any more")
            }
            armed[text] = rule
        }
        self.armed = armed
    }

    /// nil for one that is not there or cannot be read.
    func rule(_ saved: SavedRule) -> FaultRule? {
        let text = saved.text
        if saved.isOfScenario { return headEnd.configuration.faults.first { $0.id == text } }
        // A plan may still bear the marks of a rule that has been taken away.
        return armed[text] ?? Self.read(text, by: notation, for: headEnd.configuration)
    }

    func chance(of rule: FaultRule) -> SeededHash { headEnd.rules.chance(of: rule) }

    private static func read(
        _ text: String,
        by notation: ScenarioNotation,
        for configuration: WorldConfiguration
    ) -> FaultRule? {
        notation.readRules(Array("[\(text)]".utf8), configuration, [])?.first?.asArmedWhileRunning
    }
}
