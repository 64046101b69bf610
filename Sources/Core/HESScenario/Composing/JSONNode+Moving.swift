import JSON

extension JSONNode {
    /// The node with all its offsets moved.
    func moved(by distance: Int) -> JSONNode {
        JSONNode(offset: offset + distance, value: value.moved(by: distance))
    }

    /// The node with everything in it at one offset: what the text itself does not say.
    func placed(at offset: Int) -> JSONNode {
        let value: JSONValue =
            switch value {
            case .array(let nodes): .array(nodes.map { $0.placed(at: offset) })
            case .object(let members):
                .object(
                    members.map { JSONMember(key: $0.key, keyOffset: offset, node: $0.node.placed(at: offset)) }
                )
            default: value
            }
        return JSONNode(offset: offset, value: value)
    }
}

extension JSONValue {
    fileprivate func moved(by distance: Int) -> JSONValue {
        switch self {
        case .array(let nodes): .array(nodes.map { $0.moved(by: distance) })
        case .object(let members):
            .object(
                members.map {
                    JSONMember(key: $0.key, keyOffset: $0.keyOffset + distance, node: $0.node.moved(by: distance))
                }
            )
        default: self
        }
    }
}
