import HESContract
import JSON

/// What only the schema hears; while a file is read, these do nothing.
extension Place {
    init(recording schema: SchemaRecorder) {
        let nothing = DiagnosticList(file: "", bytes: [])
        self.init(node: JSONNode(offset: 0, value: .null), pointer: "", diagnostics: nothing, schema: schema)
    }

    /// A keyword of JSON Schema for this place, such as `"minItems", 1`.
    @discardableResult
    func note(_ keyword: String, _ value: JSONValue) -> Place {
        schema?.note(keyword, value)
        return self
    }

    /// A shape that stands at several places: the schema has it once, in `$defs`.
    func shared<Value>(_ name: String, _ description: String, read: (Place) -> Value?) -> Value? {
        guard let schema else { return read(self) }
        note("$ref", .string("#/$defs/" + name))
        guard let definition = schema.definitions.add(name) else { return nil }
        return read(Place(recording: definition).note("description", .string(description)))
    }
}
