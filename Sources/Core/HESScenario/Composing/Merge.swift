import JSON

/// Merges a later document into an earlier one: objects by key, named elements by name; see
/// `docs/internals/decisions/0020`.
struct Merge {
    private(set) var overrides: [Override] = []

    /// What decides how two lists become one.
    private enum Lists {
        /// Elements with the same string at the key are merged, or the later replaces the earlier.
        case named(String, replacing: Bool)
        case joined
        /// The later list replaces the earlier.
        case replaced
    }

    mutating func merged(_ earlier: JSONNode, with later: JSONNode, at path: [String] = []) -> JSONNode {
        switch (earlier.value, later.value) {
        case (.object(let old), .object(let new)):
            return JSONNode(offset: later.offset, value: .object(members(old, with: new, at: path)))
        case (.array(let old), .array(let new)):
            if let nodes = elements(old, with: new, at: path) {
                return JSONNode(offset: later.offset, value: .array(nodes))
            }
        default: break
        }
        note(earlier, with: later, at: path)
        return later
    }

    private mutating func members(_ earlier: [JSONMember], with later: [JSONMember], at path: [String]) -> [JSONMember]
    {
        var (result, taken) = (earlier, Set<String>())
        for member in later {
            // A key that the later text has twice stays twice, so that its reader complains.
            guard let index = result.firstIndex(where: { $0.key == member.key }), taken.insert(member.key).inserted
            else {
                result.append(member)
                taken.insert(member.key)
                continue
            }
            let node = merged(result[index].node, with: member.node, at: path + [member.key])
            result[index] = JSONMember(key: member.key, keyOffset: member.keyOffset, node: node)
        }
        return result
    }

    /// - Returns: nil if the later list replaces the earlier.
    private mutating func elements(_ earlier: [JSONNode], with later: [JSONNode], at path: [String]) -> [JSONNode]? {
        switch Self.lists(at: path) {
        case .replaced: return nil
        case .joined: return earlier + later
        case .named(let key, let replaces):
            var result = earlier
            var places = Self.places(of: earlier, key: key)
            for node in later {
                let label = Self.label(of: node, key: key)
                guard let index = label.flatMap({ places[$0] }) ?? loneTenant(result, with: later, at: path) else {
                    if let label { places[label] = result.count }
                    result.append(node)
                    continue
                }
                let own = path + [label ?? "0"]
                if replaces {
                    note(result[index], with: node, at: own)
                    result[index] = node
                } else {
                    result[index] = merged(result[index], with: node, at: own)
                }
            }
            return result
        }
    }

    /// The first place of each label.
    private static func places(of nodes: [JSONNode], key: String) -> [String: Int] {
        let labelled = nodes.enumerated().compactMap { index, node in label(of: node, key: key).map { ($0, index) } }
        return Dictionary(labelled) { first, _ in first }
    }

    /// The one tenant of both, if one of them does not say which it is.
    private func loneTenant(_ earlier: [JSONNode], with later: [JSONNode], at path: [String]) -> Int? {
        guard path == ["tenants"], earlier.count == 1, later.count == 1 else { return nil }
        let codes = [earlier[0], later[0]].map { $0.value.member("tenantCode") }
        return codes.contains { $0 == nil } ? 0 : nil
    }

    private static func lists(at path: [String]) -> Lists {
        switch (path.first, path.count, path.last) {
        case ("tenants", 1, _): return .named("tenantCode", replacing: false)
        case ("tenants", 3, "dcus"): return .named("dcuNo", replacing: false)
        case ("tenants", 3, "users"), ("mqtt", 2, "users"): return .named("username", replacing: false)
        case ("tenants", 3, "faults"): return .named("id", replacing: true)
        case ("tenants", 3, "events"): return .joined
        case ("tenants", 3, "meters"), ("tenants", 5, "meters"): return .named("devAddr", replacing: true)
        default: return .replaced
        }
    }

    /// The string that names an element: at the key, or the element itself; nil for none.
    private static func label(of node: JSONNode, key: String) -> String? {
        node.value.member(key)?.value.string ?? node.value.string
    }

    private static let unnoted: Set<String> = ["name", "description", "note", "$schema"]

    private mutating func note(_ earlier: JSONNode, with later: JSONNode, at path: [String]) {
        let key = path.last ?? ""
        let values = [earlier, later].map { node in
            var writer = JSONWriter()
            writer.node(node.value)
            return writer.bytes
        }
        guard !Self.unnoted.contains(key), values[0] != values[1] else { return }
        overrides.append(
            Override(
                name: path.joined(separator: "/"),
                earlier: (earlier.value.excerpt, earlier.offset),
                later: (later.value.excerpt, later.offset)
            )
        )
    }
}
