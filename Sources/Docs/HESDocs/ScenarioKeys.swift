import Foundation
import JSON

/// The tables of `docs/reference/scenario-keys.md`, from the JSON Schema of scenario files.
struct ScenarioKeys {
    private let definitions: JSONValue
    private var rows: [String] = []

    /// - Throws: when the schema cannot be read.
    static func table(at root: URL) throws -> String {
        let bytes = [UInt8](try Data(contentsOf: root.appending(path: "scenarios/scenario.schema.json")))
        let schema = try JSONParser.parse(bytes).value
        var keys = ScenarioKeys(definitions: schema.member("$defs")?.value ?? [:])
        keys.add(schema, below: "", depth: 0)
        if case .object(let shapes) = keys.definitions {
            for shape in shapes where !["effect", "event"].contains(shape.key) {
                keys.row("<" + shape.key + ">", of: shape.node.value, isRequired: false)
                keys.add(shape.node.value, below: "<\(shape.key)>", depth: 0)
            }
        }
        return GeneratedPart.markdown(["key", "type and range", "default", "example", "meaning"], rows: keys.rows)
    }

    private init(definitions: JSONValue) { self.definitions = definitions }

    /// Deeper keys than this are in the tables of the effects and events.
    private static let deepest = 8

    private mutating func add(_ schema: JSONValue, below path: String, depth: Int) {
        guard depth < Self.deepest else { return }
        let required = schema.list("required").compactMap(\.string)
        if case .object(let members) = schema.member("properties")?.value {
            for member in members {
                let key = path.isEmpty ? member.key : "\(path).\(member.key)"
                row(key, of: member.node.value, isRequired: required.contains(member.key))
                add(member.node.value, below: key, depth: depth + 1)
            }
        }
        if let items = schema.member("items")?.value { add(items, below: path + "[]", depth: depth + 1) }
        if let others = schema.member("additionalProperties")?.value {
            add(others, below: path + ".<name>", depth: depth + 1)
        }
        for form in schema.list("anyOf") + schema.list("oneOf") { add(form, below: path, depth: depth + 1) }
    }

    private mutating func row(_ key: String, of schema: JSONValue, isRequired: Bool) {
        let meaning = schema.member("description")?.value.string ?? ""
        let standard = isRequired ? "required" : schema.member("default").map { Self.code($0.value) } ?? ""
        let kind = Self.kind(of: schema)
        let row = "| `\(key)` | \(kind) | \(standard) | \(example(of: schema, depth: 0)) | \(meaning) |"
        if !rows.contains(row) { rows.append(row) }
    }

    private static func kind(of schema: JSONValue) -> String {
        if let shape = schema.member("$ref")?.value.string?.split(separator: "/").last { return "`<\(shape)>`" }
        let words = schema.list("enum").map(code)
        if !words.isEmpty { return words.joined(separator: " ") }
        var text = schema.member("type")?.value.string ?? ""
        if text == "array", let items = schema.member("items")?.value { text = "array of " + kind(of: items) }
        let forms = (schema.list("anyOf") + schema.list("oneOf")).map(kind)
        if !forms.isEmpty { text = forms.filter { !$0.isEmpty }.joined(separator: " or ") }
        let bounds = ["minimum", "maximum"].map { schema.member($0).map { code($0.value) } }
        if let low = bounds[0] { text += bounds[1].map { " \(low) to \($0)" } ?? " from \(low)" }
        return text
    }

    /// One that the schema gives, or that follows from its type; it stands in no table twice.
    private func example(of schema: JSONValue, depth: Int) -> String {
        let given = (schema.list("examples") + schema.list("enum")).first ?? schema.member("const")?.value
        if let given = given ?? schema.member("default")?.value { return Self.code(given) }
        guard depth < Self.deepest else { return "" }
        if let name = schema.member("$ref")?.value.string?.split(separator: "/").last {
            return Self.shapes[String(name)] ?? ""
        }
        switch schema.member("type")?.value.string {
        case "boolean": return "`true`"
        case "integer", "number": return schema.member("minimum").map { Self.code($0.value) } ?? "`1`"
        case "string": return "`\"…\"`"
        case "array": return "`[…]`"
        case "object": return "`{…}`"
        default:
            let forms = schema.list("anyOf") + schema.list("oneOf")
            return forms.first.map { example(of: $0, depth: depth + 1) } ?? ""
        }
    }

    private static let shapes = [
        "duration": "`\"4s\"`", "instant": "`\"+10m\"`", "meterNumber": "`\"202407100001\"`",
        "distribution": "`{\"uniform\": [\"1s\", \"4s\"]}`", "meter": "`{\"from\": \"1\", \"count\": 20}`",
        "values": "`{\"5069\": \"7340.740\"}`",
        "effect": "`{\"type\": \"pushDrop\"}`",
        "event": "`{\"at\": \"+1h\", \"type\": \"breakerButton\", \"devAddr\": \"1\"}`",
    ]

    private static func code(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.node(value)
        return "`\(String(decoding: writer.bytes, as: UTF8.self).replacing("|", with: "\\|"))`"
    }
}

extension JSONValue {
    fileprivate func list(_ key: String) -> [JSONValue] {
        guard case .array(let nodes) = member(key)?.value else { return [] }
        return nodes.map(\.value)
    }
}
