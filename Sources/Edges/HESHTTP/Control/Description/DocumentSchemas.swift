import HESScenario
import JSON

/// Schemas of the bodies that are in the notation of scenario files, recorded by the decoders that read them.
enum DocumentSchemas {
    static let world = reference("World")
    static let rules = reference("Rules")
    static let event = reference("Happening")

    /// For `components.schemas`: the bodies and the shapes that they refer to.
    static let components: [(String, JSONValue)] = {
        let shapes = SchemaDefinitions(path: path)
        let (scenario, rules, event) = (SchemaRecorder(shapes), SchemaRecorder(shapes), SchemaRecorder(shapes))
        Scenario.record(in: scenario)
        Scenario.recordRules(in: rules)
        Scenario.recordEvent(in: event)
        return [
            ("World", WorldFactory.ofOneTenant(scenario.json)), ("Rules", rules.json), ("Happening", event.json),
        ] + shapes.members
    }()

    private static let path = "#/components/schemas/"

    private static func reference(_ name: String) -> JSONValue {
        ["$ref": .string(path + name)]
    }
}
