import NIOCore

/// Judges the topics of one direction's PUBLISHes; an alias (MQTT 5 §3.3.2.3.4) stands for the topic that set it.
struct TopicAliases: Sendable {
    private var isAllowed: [UInt16: Bool] = [:]

    mutating func allows(_ publish: PublishFields, in scope: TopicScope) -> Bool {
        guard publish.topic.readableBytes == 0 else {
            let isAllowed = scope.allows(topic: publish.topic.readableBytesView)
            set(publish.alias, isAllowed: isAllowed)
            return isAllowed
        }
        guard case .number(let number) = publish.alias else { return scope.tenantCodes.isEmpty }
        return isAllowed[number] ?? false
    }

    private mutating func set(_ alias: PublishFields.Alias, isAllowed: Bool) {
        switch alias {
        case .none: break
        case .number(let number): self.isAllowed[number] = isAllowed
        // Any of them may have been set anew.
        case .unreadable: self.isAllowed = [:]
        }
    }
}
