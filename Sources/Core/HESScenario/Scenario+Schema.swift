import HESContract
import HESFaults
import HESSimulation
package import JSON
import SimulationKernel

extension Scenario {
    /// The JSON Schema (draft 2020-12) of scenario files, recorded by the decoders that read them; ends with a newline.
    package static var schema: [UInt8] {
        let root = SchemaRecorder(SchemaDefinitions())
        root.note("$schema", as: "https://json-schema.org/draft/2020-12/schema")
        root.note("$id", as: "scenario.schema.json")
        root.note("title", as: "A scenario of hes-sim")
        record(in: root)
        return root.document.prettyPrinted
    }

    /// The types that a rule's effect may have.
    package static let ruleTypes = FaultCatalogue.all.map(\.type)

    /// Records the schema of a whole document.
    package static func record(in schema: SchemaRecorder) {
        _ = ScenarioDecoder(now: SimulatedInstant(milliseconds: 0), seedOverride: nil).decode(Place(recording: schema))
    }

    /// Records the schema of an event that happens at once in a running world.
    package static func recordEvent(in schema: SchemaRecorder) {
        let start = SimulatedInstant(milliseconds: 0)
        let clock = ClockSettings(mode: .manual, start: start, zone: .plusEight)
        _ = EventDecoder(clock: clock, now: start).decode(Place(recording: schema))
    }

    /// Records the schema of one rule or an array of rules, as a running world takes them.
    package static func recordRules(in schema: SchemaRecorder) {
        let clock = ClockSettings(mode: .manual, start: SimulatedInstant(milliseconds: 0), zone: .plusEight)
        _ = FaultDecoder(clock: clock).decode(Place(recording: schema).oneOrMany(), addedTo: [], used: { [] })
    }
}
