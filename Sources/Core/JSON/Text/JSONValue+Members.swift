/// Objects with a member added, replaced or taken away; other values stay as they are.
extension JSONValue {
    package func setting(_ key: String, to value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        let old = members.last { $0.key == key }
        let node = JSONNode(offset: old?.node.offset ?? 0, value: value)
        let member = JSONMember(key: key, keyOffset: old?.keyOffset ?? 0, node: node)
        return .object(members.filter { $0.key != key } + [member])
    }

    /// As ``setting(_:to:)``, but the member keeps its place, and a new one keeps no offset of a text.
    package func replacing(_ key: String, with value: JSONValue) -> JSONValue {
        guard case .object(let members) = self, let index = members.lastIndex(where: { $0.key == key }) else {
            return setting(key, to: value)
        }
        var changed = members
        let node = JSONNode(offset: members[index].node.offset, value: value)
        changed[index] = JSONMember(key: key, keyOffset: members[index].keyOffset, node: node)
        return .object(changed)
    }

    package func changing(_ key: String, by change: (JSONValue) -> JSONValue) -> JSONValue {
        member(key).map { setting(key, to: change($0.value)) } ?? self
    }

    package func removing(_ key: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key })
    }
}
