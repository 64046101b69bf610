package import HESSimulation
package import SimulationKernel

/// A decoded scenario file: the tenants' worlds and the clock.
package struct Scenario: Sendable {
    package var name: String
    package var description: String
    package var clockMode: ClockMode
    /// Whether the file sets the start of the clock; otherwise it starts now.
    package var isStartGiven: Bool
    /// One world for each tenant.
    package var worlds: [WorldConfiguration]
    /// Codes of the tenants whose users the file leaves out.
    package var madeUpTenants: [String] = []
    /// What included parts say and others replace, a sentence each.
    package var overrides: [String] = []

    /// The result of reading a document.
    package struct Reading: Sendable {
        /// nil if there are errors.
        package var scenario: Scenario?
        /// In the order of the document.
        package var diagnostics: [Diagnostic]
    }

    /// The result of reading rules.
    package struct RuleReading: Sendable {
        /// Empty if there are errors.
        package var rules: [FaultRule]
        /// In the order of reading.
        package var diagnostics: [Diagnostic]
    }

    /// The result of reading an event.
    package struct EventReading: Sendable {
        /// nil if there are errors.
        package var event: FieldEvent?
        /// In the order of reading.
        package var diagnostics: [Diagnostic]
    }

    /// Parses and reads a file in one step; see ``ScenarioDocument``.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        now: SimulatedInstant,
        seed: UInt64? = nil,
        parts: ScenarioParts = .shipped
    ) -> Reading {
        ScenarioDocument(bytes, file: file, parts: parts).read(now: now, seed: seed)
    }
}
