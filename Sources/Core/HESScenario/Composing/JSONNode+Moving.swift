import JSON

extension JSONNode {
    /// The node with all its offsets moved.
    func moved(by distance: Int) -> JSONNode {
        JSONNode(offset: offset + distance, value: value.moved(by: distance))
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
