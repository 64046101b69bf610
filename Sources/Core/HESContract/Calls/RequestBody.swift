package import JSON

/// A request's JSON object, read field by field; every rejection names the field.
package struct RequestBody: Sendable {
    package let endpoint: Endpoint
    private let root: JSONValue

    /// - Throws: `malformedJSON` if the bytes are not JSON, or not an object.
    package init(_ bytes: [UInt8], endpoint: Endpoint) throws(Rejection) {
        self.endpoint = endpoint
        let node: JSONNode
        do {
            node = try JSONParser.parse(bytes)
        } catch {
            throw Rejection(
                .malformedJSON(offset: error.offset),
                at: "",
                expected: Self.expected(of: bytes, at: error.offset) ?? error.expected,
                actual: Self.excerpt(bytes, at: error.offset),
                clause: "R1"
            )
        }
        guard case .object = node.value else {
            throw Rejection(
                .malformedJSON(offset: node.offset),
                at: "",
                expected: "one JSON object",
                actual: node.value.typeName,
                clause: "R1"
            )
        }
        root = node.value
    }

    /// nil if the field is absent, null or empty.
    package func token() throws(Rejection) -> String? {
        guard let node = root.member("token"), !isNull(node) else { return nil }
        guard let token = node.value.string else { throw wrongType(of: "token", expected: "string", found: node) }
        return token.isEmpty ? nil : token
    }

    /// nil if the field is absent.
    func field(_ name: String) -> JSONValue? { root.member(name)?.value }

    package func string(_ name: String) throws(Rejection) -> String {
        let node = try required(name)
        guard let text = node.value.string else { throw wrongType(of: name, expected: "string", found: node) }
        return text
    }

    /// A number written as an integer, or a string that holds one if those are accepted (rule R6).
    package func integer(_ name: String, strings: Dialect.IntegerStrings) throws(Rejection) -> Int {
        let node = try required(name)
        if let integer = node.value.integer { return integer }
        if strings.areAccepted, let text = node.value.string, let integer = Int(text) { return integer }
        throw wrongType(of: name, expected: "integer", found: node)
    }

    package func array(_ name: String) throws(Rejection) -> [JSONNode] {
        let node = try required(name)
        guard case .array(let nodes) = node.value else { throw wrongType(of: name, expected: "array", found: node) }
        return nodes
    }

    package func rejection(_ failure: Failure, field: String, expected: String, actual: String) -> Rejection {
        Rejection(failure, at: "/" + field, expected: expected, actual: actual, clause: endpoint.clause)
    }

    package func wrongType(of name: String, expected type: String, found node: JSONNode) -> Rejection {
        let pointer = name.replacing("[", with: "/").replacing("].", with: "/").replacing("]", with: "")
        return Rejection(
            .fieldType(name: name, type: type),
            at: "/" + pointer,
            expected: type,
            actual: node.value.described,
            clause: endpoint.clause
        )
    }

    private func required(_ name: String) throws(Rejection) -> JSONNode {
        guard let node = root.member(name), !isNull(node) else {
            throw Rejection(
                .fieldMissing(name: name),
                at: "/" + name,
                expected: "a value",
                actual: "nothing",
                clause: endpoint.clause
            )
        }
        return node
    }

    private func isNull(_ node: JSONNode) -> Bool {
        if case .null = node.value { true } else { false }
    }

    /// What is said of text that is something else on purpose; nil for JSON with a mistake.
    private static func expected(of bytes: [UInt8], at offset: Int) -> String? {
        if isComment(bytes, at: offset) {
            return
                "JSON without comments (RFC 8259): those in the document's examples are for the reader, leave them out"
        }
        guard offset == 0 else { return nil }
        if bytes.first == UInt8(ascii: "<") { return "JSON: this is XML or HTML" }
        let name = bytes.prefix { $0 != UInt8(ascii: "=") }
        let isForm = name.count < bytes.count && !name.isEmpty && name.allSatisfy(isOfName)
        return isForm ? "JSON: this is a form (name=value&…); send one object as application/json" : nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber || "_-.%+".contains(character))
    }

    /// Whether `//` or `/*` begins there.
    private static func isComment(_ bytes: [UInt8], at offset: Int) -> Bool {
        let start = bytes.dropFirst(offset).prefix(2)
        return start.elementsEqual("//".utf8) || start.elementsEqual("/*".utf8)
    }

    /// One character, or the two of a comment: more of the text could be of a secret.
    private static func excerpt(_ bytes: [UInt8], at offset: Int) -> String {
        guard offset < bytes.count else { return "the end of the body" }
        let rest = bytes.dropFirst(offset)
        if isComment(bytes, at: offset) { return String(decoding: rest.prefix(2), as: UTF8.self) }
        return String(String(decoding: rest.prefix(4), as: UTF8.self).prefix(1))
    }
}
