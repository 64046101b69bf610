package import HESSimulation
package import SimulationKernel

/// A scenario file, decoded: who may log in, what the field is, how the clock runs.
package struct Scenario: Sendable {
    package var name: String
    package var description: String
    package var clockMode: ClockMode
    /// Whether the file says when the clock starts; else it starts now.
    package var isStartGiven: Bool
    /// One world for each tenant.
    package var worlds: [WorldConfiguration]

    /// What came of reading a document.
    package struct Reading: Sendable {
        /// Nil if there are errors.
        package var scenario: Scenario?
        /// In the order of the document.
        package var diagnostics: [Diagnostic]
    }

    /// What came of reading rules.
    package struct RuleReading: Sendable {
        /// Empty if there are errors.
        package var rules: [FaultRule]
        /// In the order of reading.
        package var diagnostics: [Diagnostic]
    }

    /// Parses and reads a file in one step; see ``ScenarioDocument``.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        now: SimulatedInstant,
        seed: UInt64? = nil
    ) -> Reading {
        ScenarioDocument(bytes, file: file).read(now: now, seed: seed)
    }
}
