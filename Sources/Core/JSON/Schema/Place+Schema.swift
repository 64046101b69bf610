/// Records in the schema; while a document is read, `note` does nothing and `shared` only reads.
extension Place {
    /// Records a keyword of JSON Schema for this place, such as `"minItems"` as 1.
    @discardableResult
    package func note(_ keyword: String, as value: JSONValue) -> Place {
        schema?.note(keyword, as: value)
        return self
    }

    /// Reads a shape that occurs at several places; the schema has it once, among its definitions.
    package func shared<Value>(_ name: String, about description: String, read: (Place) -> Value?) -> Value? {
        guard let schema else { return read(self) }
        note("$ref", as: .string(schema.definitions.path + name))
        guard let definition = schema.definitions.add(name) else { return nil }
        return read(Place(recording: definition).note("description", as: .string(description)))
    }
}
