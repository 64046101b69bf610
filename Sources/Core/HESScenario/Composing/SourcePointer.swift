import JSON

/// The JSON pointer (RFC 6901) of a place in a text, found by its offset.
///
/// A document that is put together has other indices than its parts: a rule behind a recipe has moved.
struct SourcePointer {
    private let root: JSONNode

    /// Nil for a text that is no JSON.
    init?(_ bytes: [UInt8]) {
        guard let root = try? JSONParser.parse(bytes) else { return nil }
        self.root = root
    }

    /// The pointer that a problem has in this text; nil if nothing begins at its offset.
    func pointer(of problem: JSONProblem) -> String? {
        guard var tokens = tokens(at: problem.offset, below: root) else { return nil }
        if case .missingKey(let name) = problem.cause, problem.pointer.hasSuffix("/\(name)") { tokens.append(name) }
        return tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    /// The way to the value, or to the member by its key, that begins at an offset.
    private func tokens(at offset: Int, below node: JSONNode) -> [String]? {
        if node.offset == offset { return [] }
        switch node.value {
        case .object(let members):
            if let member = members.first(where: { $0.keyOffset == offset }) { return [member.key] }
            // The member in which the offset is: the last one that begins before it.
            guard let member = members.last(where: { $0.keyOffset < offset }) else { return nil }
            return tokens(at: offset, below: member.node).map { [member.key] + $0 }
        case .array(let nodes):
            guard let index = nodes.lastIndex(where: { $0.offset <= offset }) else { return nil }
            return tokens(at: offset, below: nodes[index]).map { ["\(index)"] + $0 }
        case .null, .bool, .number, .string: return nil
        }
    }
}
