package import HESContract
package import HESSimulation
package import JSON
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

    /// What came of reading a file; `scenario` is nil where there are errors.
    package struct Reading: Sendable {
        package var scenario: Scenario?
        /// In the order of the file.
        package var diagnostics: [Diagnostic]
    }

    /// Diagnostics carry the name `file`; the clock starts `now` if the file does not say; `seed` overrides the file's.
    ///
    /// `complete` may add what the document leaves out before it is read.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        now: SimulatedInstant,
        seed: UInt64? = nil,
        complete: (JSONValue) -> JSONValue = { $0 }
    ) -> Reading {
        let list = DiagnosticList(file: file, bytes: bytes)
        let decoder = ScenarioDecoder(diagnostics: list, now: now, seedOverride: seed)
        let scenario = decoder.decode(bytes, complete)
        let diagnostics = list.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return Reading(scenario: list.hasErrors ? nil : scenario, diagnostics: diagnostics)
    }
}
