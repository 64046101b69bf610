/// The JSON Schema of one place of a document, recorded by the decoder that reads such documents.
///
/// A ``Place`` that records holds null, which no getter takes, so every decoder returns nil. A decoder must therefore ask for
/// all its keys before it returns for a missing one.
package final class SchemaRecorder {
    package let definitions: SchemaDefinitions
    private var keywords: [(String, JSONValue)] = []
    private var subschemas: [(String, () -> JSONValue)] = []
    private var properties: [(key: String, schema: SchemaRecorder)] = []
    private var required: [String] = []
    private var isClosed = false

    package init(_ definitions: SchemaDefinitions) {
        self.definitions = definitions
    }

    /// Sets a keyword of JSON Schema; a later value replaces an earlier one.
    package func note(_ keyword: String, as value: JSONValue) {
        if let index = keywords.firstIndex(where: { $0.0 == keyword }) {
            keywords[index].1 = value
        } else {
            keywords.append((keyword, value))
        }
    }

    package func property(_ key: String) -> SchemaRecorder {
        if let known = properties.first(where: { $0.key == key }) { return known.schema }
        let schema = SchemaRecorder(definitions)
        properties.append((key, schema))
        return schema
    }

    package func require(_ key: String) {
        if !required.contains(key) { required.append(key) }
    }

    /// Forbids all keys that were not asked for, unless `additionalProperties` has a schema.
    package func close() {
        isClosed = !subschemas.contains { $0.0 == "additionalProperties" }
    }

    /// Adds the schema of a keyword: `items`, `additionalProperties`.
    package func subschema(_ keyword: String) -> SchemaRecorder {
        let schema = SchemaRecorder(definitions)
        attach(schema, under: keyword)
        return schema
    }

    package func attach(_ schema: SchemaRecorder, under keyword: String) {
        subschemas.append((keyword, { schema.json }))
    }

    /// Adds the list of schemas of a keyword: `anyOf`, `oneOf`.
    package func alternatives(_ schemas: [SchemaRecorder], under keyword: String) {
        subschemas.append((keyword, { .list(schemas.map(\.json)) }))
    }

    /// The schema, followed by the shapes that it refers to, in `$defs`.
    package var document: JSONValue {
        guard case .object(let members) = json else { return json }
        let shapes = JSONMember(key: "$defs", keyOffset: 0, node: JSONNode(offset: 0, value: definitions.json))
        return .object(members + [shapes])
    }

    package var json: JSONValue {
        var members = keywords + subschemas.map { ($0.0, $0.1()) }
        if !properties.isEmpty {
            members.append(("properties", .members(properties.map { ($0.key, $0.schema.json) })))
        }
        if !required.isEmpty { members.append(("required", .words(required))) }
        if isClosed { members.append(("additionalProperties", false)) }
        return .members(members)
    }
}

/// `$defs`: shapes that occur at several places, in the order in which decoders reach them.
package final class SchemaDefinitions {
    /// What a reference to a shape begins with.
    let path: String

    /// - Parameter path: `#/components/schemas/` in an OpenAPI document.
    package init(path: String = "#/$defs/") {
        self.path = path
    }

    private var shapes: [(name: String, schema: SchemaRecorder)] = []

    /// - Returns: nil if the shape is known already.
    package func add(_ name: String) -> SchemaRecorder? {
        guard !shapes.contains(where: { $0.name == name }) else { return nil }
        let schema = SchemaRecorder(self)
        shapes.append((name, schema))
        return schema
    }

    package var json: JSONValue { .members(members) }

    package var members: [(String, JSONValue)] { shapes.map { ($0.name, $0.schema.json) } }
}
