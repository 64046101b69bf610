import HESContract
import JSON

/// One value of the file: it knows where it stands, and complains there.
///
/// With a `schema` there is no file: what a getter takes is noted, and null is read.
struct Place {
    let node: JSONNode
    let pointer: String
    let diagnostics: DiagnosticList
    var schema: SchemaRecorder?

    func complain(expected: String, found: String? = nil, hint: String? = nil) {
        diagnostics.add(
            at: node.offset,
            pointer,
            expected: expected,
            found: found ?? node.value.excerpt,
            hint: hint
        )
    }

    func warn(expected: String, found: String, hint: String? = nil) {
        diagnostics.add(.warning, at: node.offset, pointer, expected: expected, found: found, hint: hint)
    }

    /// - Returns: nil after a complaint.
    func object() -> ObjectReader? {
        note("type", "object")
        if schema != nil { return ObjectReader(place: self, members: []) }
        guard case .object(let members) = node.value else {
            complain(expected: "an object")
            return nil
        }
        return ObjectReader(place: self, members: members)
    }

    /// A member of an object that has been read already.
    func member(_ key: String) -> Place? {
        node.value.member(key).map { Place(node: $0, pointer: "\(pointer)/\(key)", diagnostics: diagnostics) }
    }

    func elements() -> [Place] {
        note("type", "array")
        if let schema { return [Place(recording: schema.subschema("items"))] }
        guard case .array(let nodes) = node.value else {
            complain(expected: "an array")
            return []
        }
        return nodes.enumerated().map { index, node in
            Place(node: node, pointer: "\(pointer)/\(index)", diagnostics: diagnostics)
        }
    }

    func string() -> String? {
        note("type", "string")
        guard let text = node.value.string else {
            complain(expected: "a string")
            return nil
        }
        return text
    }

    func nonEmptyString() -> String? {
        note("type", "string").note("minLength", 1)
        guard let text = node.value.string, !text.isEmpty else {
            complain(expected: "a string that is not empty")
            return nil
        }
        return text
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        note("type", "integer")
        note("minimum", .number(String(range.lowerBound))).note("maximum", .number(String(range.upperBound)))
        guard let number = node.value.integer, range.contains(number) else {
            complain(expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func number(in range: ClosedRange<Double>) -> Double? {
        note("type", "number")
        note("minimum", .decimal(range.lowerBound)).note("maximum", .decimal(range.upperBound))
        guard let number = node.value.double, range.contains(number) else {
            complain(expected: "a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func bool() -> Bool? {
        note("type", "boolean")
        guard case .bool(let flag) = node.value else {
            complain(expected: "true or false")
            return nil
        }
        return flag
    }

    /// A string that `parse` takes; `pattern` says as much of that as an expression can (ECMA-262).
    func text<Value>(_ expected: String, pattern: String, parse: (String) -> Value?) -> Value? {
        note("type", "string").note("pattern", .string(pattern))
        guard let value = node.value.string.flatMap(parse) else {
            complain(expected: expected)
            return nil
        }
        return value
    }

    /// One of the words of an enum.
    func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Choice? where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        note("type", "string").note("enum", .words(words))
        return name(among: words).flatMap { Choice(rawValue: $0) }
    }

    /// One of names that the schema cannot know, because the file makes them.
    func name(among names: [String]) -> String? {
        note("type", "string")
        guard let name = node.value.string, names.contains(name) else {
            complain(
                expected: "one of " + names.joined(separator: ", "),
                hint: hint(among: names)
            )
            return nil
        }
        return name
    }

    /// The nearest of some words; for a number that is one of them, that it is a string.
    func hint(among words: [String]) -> String? {
        if case .number(let digits) = node.value, words.contains(digits) { return "write it as \"\(digits)\"" }
        return node.value.string.flatMap { suggestion(for: $0, among: words) }.map { "did you mean '\($0)'?" }
    }
}
