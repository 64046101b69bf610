/// One value of a document with its position, at which it reports problems.
///
/// With a `schema` there is no document: the value is null, and each getter records in the schema what it takes.
package struct Place {
    package let node: JSONNode
    /// JSON pointer (RFC 6901).
    package let pointer: String
    package let problems: ProblemList
    package private(set) var schema: SchemaRecorder?

    package init(_ node: JSONNode, pointer: String = "", problems: ProblemList) {
        self.node = node
        self.pointer = pointer
        self.problems = problems
    }

    /// Records into `schema` what the getters take.
    package init(recording schema: SchemaRecorder) {
        self.init(JSONNode(offset: 0, value: .null), problems: ProblemList())
        self.schema = schema
    }

    package func complain(expected: String, found: String? = nil, hint: String? = nil) {
        report(expected: expected, found: found ?? node.value.excerpt, hint: hint)
    }

    package func warn(expected: String, found: String, hint: String? = nil) {
        report(.warning, expected: expected, found: found, hint: hint)
    }

    func report(
        _ severity: JSONProblem.Severity = .error,
        expected: String,
        found: String,
        cause: JSONProblem.Cause = .value,
        hint: String? = nil
    ) {
        problems.add(
            JSONProblem(
                severity: severity,
                cause: cause,
                offset: node.offset,
                pointer: pointer,
                expected: expected,
                found: found,
                hint: hint
            )
        )
    }

    /// RFC 6901 §3: `~` and `/` are escaped.
    package func pointer(to key: String) -> String {
        pointer + "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    /// - Returns: nil, with a problem, if the value is no object.
    package func object() -> ObjectReader? {
        note("type", as: "object")
        if schema != nil { return ObjectReader(place: self, members: []) }
        guard case .object(let members) = node.value else {
            complain(expected: "an object")
            return nil
        }
        return ObjectReader(place: self, members: members)
    }

    /// A member of an object that has been read already.
    package func member(_ key: String) -> Place? {
        node.value.member(key).map { Place($0, pointer: pointer(to: key), problems: problems) }
    }

    package func elements() -> [Place] {
        note("type", as: "array")
        if let schema { return [Place(recording: schema.subschema("items"))] }
        guard case .array(let nodes) = node.value else {
            complain(expected: "an array")
            return []
        }
        return nodes.enumerated().map { index, node in
            Place(node, pointer: "\(pointer)/\(index)", problems: problems)
        }
    }

    package func string() -> String? {
        note("type", as: "string")
        guard let text = node.value.string else {
            complain(expected: "a string")
            return nil
        }
        return text
    }

    package func nonEmptyString() -> String? {
        note("type", as: "string").note("minLength", as: 1)
        guard let text = node.value.string, !text.isEmpty else {
            complain(expected: "a string that is not empty")
            return nil
        }
        return text
    }

    package func integer(in range: ClosedRange<Int>) -> Int? {
        note("type", as: "integer")
        note("minimum", as: .number(String(range.lowerBound))).note("maximum", as: .number(String(range.upperBound)))
        guard let number = node.value.integer, range.contains(number) else {
            complain(expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    package func integer() -> Int? {
        note("type", as: "integer")
        guard let number = node.value.integer else {
            complain(expected: "an integer")
            return nil
        }
        return number
    }

    package func number(in range: ClosedRange<Double>) -> Double? {
        note("type", as: "number")
        note("minimum", as: .decimal(range.lowerBound)).note("maximum", as: .decimal(range.upperBound))
        guard let number = node.value.double, range.contains(number) else {
            complain(expected: "a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    package func bool() -> Bool? {
        note("type", as: "boolean")
        guard case .bool(let flag) = node.value else {
            complain(expected: "true or false")
            return nil
        }
        return flag
    }

    /// A string that `parse` takes; `pattern` approximates that in the schema, as a regular expression (ECMA-262).
    package func text<Value>(_ expected: String, pattern: String? = nil, parse: (String) -> Value?) -> Value? {
        note("type", as: "string")
        if let pattern { note("pattern", as: .string(pattern)) }
        guard let value = node.value.string.flatMap(parse) else {
            complain(expected: expected)
            return nil
        }
        return value
    }

    /// One of the words of an enum.
    package func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        note("type", as: "string").note("enum", as: .words(words))
        return name(among: words).flatMap { Choice(rawValue: $0) }
    }

    /// One of `words`, which the schema lists.
    package func word(among words: [String]) -> String? {
        note("enum", as: .words(words))
        return listed(in: words)
    }

    /// One of `names`, which the schema does not list, because they depend on the document.
    package func name(among names: [String]) -> String? {
        note("type", as: "string")
        return listed(in: names)
    }

    private func listed(in words: [String]) -> String? {
        guard let word = node.value.string, words.contains(word) else {
            report(
                expected: words.isEmpty
                    ? "nothing: there is none that it could name" : "one of " + words.joined(separator: ", "),
                found: node.value.excerpt,
                cause: .unknownWord(known: words),
                hint: hint(among: words)
            )
            return nil
        }
        return word
    }

    /// Suggests the nearest of `words`; for a number whose digits are one of them, suggests to quote it.
    package func hint(among words: [String]) -> String? {
        if case .number(let digits) = node.value, words.contains(digits) { return "write it as \"\(digits)\"" }
        return node.value.string.flatMap { Suggestion.hint(for: $0, among: words) }
    }
}
