import HESClientDriver
import HESConformance
import JSON

/// The tables of `docs/reference/driver.md`, printed from what the codec writes and accepts.
enum DriverTables {
    static var parts: [GeneratedPart] {
        get throws {
            [
                GeneratedPart(name: "requests", text: try requests()),
                GeneratedPart(name: "answers", text: try answers()),
                GeneratedPart(name: "arguments", text: arguments),
                GeneratedPart(name: "results", text: try results()),
            ]
        }
    }

    private static func requests() throws -> String {
        try DriverSamples.requests.map { request in
            let rows = try request.json(id: 2).leaves.map { path, value in
                let meaning = try DriverMeanings.of(path, in: request.type)
                return "| `\(path)` | \(type(of: value)) | \(meaning) | `\(value.compact)` |"
            }
            return "`\(request.type)`\n\n"
                + GeneratedPart.markdown(["member", "type", "meaning", "example"], rows: rows)
        }
        .joined(separator: "\n")
    }

    /// Members that the samples leave null have a text in other runs.
    private static func type(of value: JSONValue) -> String {
        if case .null = value { "string or null" } else { value.typeName }
    }

    private static func answers() throws -> String {
        try DriverSamples.answers.map { try table(of: $0) }.joined(separator: "\n")
    }

    private static func results() throws -> String {
        try DriverSamples.results.map { try table(of: $0) }.joined(separator: "\n")
    }

    private static var arguments: String {
        let rows = OperationName.allCases.flatMap { name in
            let own = name.arguments.map { argument in
                let type = argument.shape.rawValue + (argument.isRequired ? "" : ", optional")
                return "| `\(name.rawValue)` | `\(argument.name)` | \(type) | \(argument.meaning) | "
                    + "`\(argument.example.compact)` |"
            }
            return own.isEmpty ? ["| `\(name.rawValue)` | none | | | |"] : own
        }
        return GeneratedPart.markdown(["operation", "argument", "type", "meaning", "example"], rows: rows)
    }

    private static func table(of sample: DriverSample) throws -> String {
        let probe = DriverProbe(sample)
        let rows = try sample.json.leaves.map { path, value in
            let meaning = try DriverMeanings.of(path, in: sample.title)
            return "| `\(path)` | \(probe.type(at: path)) | \(meaning) | `\(value.compact)` |"
        }
        return "`\(sample.title)`\n\n" + GeneratedPart.markdown(["member", "type", "meaning", "example"], rows: rows)
    }
}

extension JSONValue {
    /// JSON without blanks.
    fileprivate var compact: String {
        var writer = JSONWriter()
        writer.node(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Every member that is no object, with its path, such as `mqtt.host` and `rows[].devAddr`; the elements of an array of
    /// objects are those of its first.
    fileprivate var leaves: [(path: String, value: JSONValue)] {
        guard case .object(let members) = self else { return [] }
        return members.flatMap { member -> [(path: String, value: JSONValue)] in
            let value = member.node.value
            if case .array(let nodes) = value, let first = nodes.first, case .object = first.value {
                return first.value.leaves.map { ("\(member.key)[].\($0.path)", $0.value) }
            }
            let inner = value.leaves
            return inner.isEmpty ? [(member.key, value)] : inner.map { ("\(member.key).\($0.path)", $0.value) }
        }
    }
}
