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
                keys.row("<" + shape.key + ">", of: shape.node.value, standard: nil)
                keys.add(shape.node.value, below: "<\(shape.key)>", depth: 0)
            }
        }
        return GeneratedPart.markdown(["key", "type and range", "default", "example", "meaning"], rows: keys.rows)
    }

    private init(definitions: JSONValue) { self.definitions = definitions }

    /// Deeper keys than this are in the tables of the effects and events.
    private static let deepest = 8

    private mutating func add(_ schema: JSONValue, below path: String, depth: Int, required word: String = "required") {
        guard depth < Self.deepest, !path.hasSuffix(".not"), !path.hasSuffix(".dialect") else { return }
        let required = schema.list("required").compactMap(\.string)
        if case .object(let members) = schema.member("properties")?.value {
            for member in members {
                let key = path.isEmpty ? member.key : "\(path).\(member.key)"
                row(key, of: member.node.value, standard: required.contains(member.key) ? word : nil)
                add(member.node.value, below: key, depth: depth + 1)
            }
        }
        if let items = schema.member("items")?.value { add(items, below: path + "[]", depth: depth + 1) }
        if let others = schema.member("additionalProperties")?.value {
            add(others, below: path + ".<name>", depth: depth + 1)
        }
        let forms = schema.list("anyOf") + schema.list("oneOf")
        let word = forms.count { $0.member("properties") != nil } > 1 ? "required in this form" : word
        for form in forms { add(form, below: path, depth: depth + 1, required: word) }
    }

    private mutating func row(_ key: String, of schema: JSONValue, standard: String?) {
        let meaning = schema.member("description")?.value.string ?? ""
        let standard = standard ?? schema.member("default").map { Self.code($0.value) } ?? ""
        let name = key.split(separator: ".").last.map(String.init) ?? key
        let example = Self.examples[name] ?? example(of: schema, depth: 0)
        let row = "| `\(key)` | \(Self.kind(of: schema)) | \(standard) | \(example) | \(meaning) |"
        if !rows.contains(row) { rows.append(row) }
    }

    private static func kind(of schema: JSONValue) -> String {
        if let shape = schema.member("$ref")?.value.string?.split(separator: "/").last { return "`<\(shape)>`" }
        let words = schema.list("enum").map(code)
        if words.count > Self.mostWords, let last = words.last {
            return words.prefix(3).joined(separator: " ") + " … \(last), \(words.count) in all"
        }
        if !words.isEmpty { return words.joined(separator: " ") }
        var text = schema.member("type")?.value.string ?? ""
        if text == "array", let items = schema.member("items")?.value { text = "array of " + kind(of: items) }
        let forms = (schema.list("anyOf") + schema.list("oneOf")).map(kind)
        if !forms.isEmpty { text = joined(forms) }
        let bounds = ["minimum", "maximum"].map { schema.member($0).map { code($0.value) } }
        if let low = bounds[0] { text += bounds[1].map { " \(low) to \($0)" } ?? " from \(low)" }
        return text
    }

    /// Longer enumerations are shortened.
    private static let mostWords = 12

    /// Each form once; a list of the form before it in a word.
    private static func joined(_ forms: [String]) -> String {
        var result: [String] = []
        for form in forms where !form.isEmpty && !result.contains(form) {
            result.append(form == result.last.map { "array of " + $0 } ? "an array of them" : form)
        }
        return result.joined(separator: " or ")
    }

    /// One that the schema gives, or that follows from its type; empty where it would tell nothing.
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
        case "string", "array", "object": return ""
        default:
            let forms = schema.list("anyOf") + schema.list("oneOf")
            return forms.first.map { example(of: $0, depth: depth + 1) } ?? ""
        }
    }

    /// By the last part of the key.
    private static let examples = [
        "name": "`\"my-world\"`", "start": "`\"2024-07-11 16:20:00\"`", "timeZone": "`\"Europe/Berlin\"`",
        "mode": "`\"manual\"`", "seed": "`7`", "tenantCode": "`\"4711\"`", "tenant": "`\"4711\"`",
        "username": "`\"collector\"`", "user": "`\"collector\"`", "password": "`\"collector-password\"`",
        "secretKey": "`\"0123456789abcdef\"`", "dcuNo": "`\"2211000051\"`", "dcu": "`\"2211000051\"`",
        "include": "`[\"demo\"]`", "recipe": "`\"bad-evening\"`", "id": "`\"evenings\"`",
        "note": "`\"why\"`", "daily": "`{\"from\": \"18:00:00\", \"until\": \"20:00:00\"}`",
        "days": "`[\"mon\", \"sat\"]`", "not": "`{\"dcu\": \"2211000051\"}`", "share": "`0.05`",
        "dcuShare": "`0.5`", "probability": "`0.2`", "times": "`1`", "annualKWh": "`3500`", "voltage": "`230`",
        "powerFactor": "`0.95`", "meter": "`\"202407100001\"`", "width": "`12`", "count": "`20`",
        "uniform": "`[\"1s\", \"4s\"]`", "empirical": "`[\"1s\", \"1s\", \"9s\"]`",
    ]

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
