import HESContract
import JSON
import SimulationKernel

extension Scenario {
    /// The JSON Schema (draft 2020-12) of scenario files, recorded by the decoders that read them; ends with a newline.
    package static var schema: [UInt8] {
        let root = SchemaRecorder(SchemaDefinitions())
        root.note("$schema", as: "https://json-schema.org/draft/2020-12/schema")
        root.note("$id", as: "scenario.schema.json")
        root.note("title", as: "A scenario of hes-sim")
        let place = Place(recording: root)
        let epoch = SimulatedInstant(milliseconds: 0)
        _ = ScenarioDecoder(now: epoch, seedOverride: nil).decode(place)
        return root.document.prettyPrinted
    }
}
