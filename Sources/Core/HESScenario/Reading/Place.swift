import HESContract

/// One value of the file: it knows where it stands, and complains there.
struct Place {
    let node: JSONNode
    let pointer: String
    let diagnostics: DiagnosticList

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
        guard case .object(let members) = node.value else {
            complain(expected: "an object")
            return nil
        }
        return ObjectReader(place: self, members: members)
    }

    func elements() -> [Place] {
        guard case .array(let nodes) = node.value else {
            complain(expected: "an array")
            return []
        }
        return nodes.enumerated().map { index, node in
            Place(node: node, pointer: "\(pointer)/\(index)", diagnostics: diagnostics)
        }
    }

    func string() -> String? {
        guard let text = node.value.string else {
            complain(expected: "a string")
            return nil
        }
        return text
    }

    func nonEmptyString() -> String? {
        guard let text = node.value.string, !text.isEmpty else {
            complain(expected: "a string that is not empty")
            return nil
        }
        return text
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let number = node.value.integer, range.contains(number) else {
            complain(expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func number(in range: ClosedRange<Double>) -> Double? {
        guard let number = node.value.double, range.contains(number) else {
            complain(expected: "a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func bool() -> Bool? {
        guard case .bool(let flag) = node.value else {
            complain(expected: "true or false")
            return nil
        }
        return flag
    }

    /// One of the words of an enum.
    func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Choice? where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        guard let word = node.value.string, let choice = Choice(rawValue: word) else {
            complain(
                expected: "one of " + words.joined(separator: ", "),
                hint: node.value.string.flatMap { suggestion(for: $0, among: words) }.map { "did you mean '\($0)'?" }
            )
            return nil
        }
        return choice
    }
}
