import NIOCore

/// Judges the topics of one direction's PUBLISHes; an alias (MQTT 5 §3.3.2.3.4) stands for the topic that set it.
struct TopicAliases: Sendable {
    /// Of the topics that are kept, in bytes; an alias beyond it is as good as none.
    static let limit = 262_144

    private var topics: [UInt16: [UInt8]] = [:]
    private var keptBytes = 0

    mutating func allows(_ publish: PublishFields, in scope: TopicScope) -> Bool {
        note(publish)
        if publish.topic.readableBytes > 0 { return scope.allows(topic: publish.topic.readableBytesView) }
        guard case .number(let number) = publish.alias, let topic = topics[number] else { return scope.isEverything }
        return scope.allows(topic: topic)
    }

    /// Remembers the topic that an alias stands for from now on.
    mutating func note(_ publish: PublishFields) {
        guard publish.topic.readableBytes > 0 else { return }
        switch publish.alias {
        case .none: break
        case .number(let number): set(number, to: publish.topic)
        // Any of them may have been set anew.
        case .unreadable: (topics, keptBytes) = ([:], 0)
        }
    }

    private mutating func set(_ number: UInt16, to topic: ByteBuffer) {
        keptBytes -= topics.removeValue(forKey: number)?.count ?? 0
        guard keptBytes + topic.readableBytes <= Self.limit else { return }
        keptBytes += topic.readableBytes
        topics[number] = Array(topic.readableBytesView)
    }
}
