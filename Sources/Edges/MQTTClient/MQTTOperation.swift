/// What a caller wants the network thread to do.
struct MQTTOperation: Sendable {
    enum Kind: Sendable {
        case publish(MQTTMessage)
        case publishStored(StoredMessage)
        case subscribe(filter: String, qos: MQTTQoS)
    }

    let id: MessageID
    let kind: Kind
    /// Completed by the network thread with the acknowledged or granted QoS.
    let answer: Promise<MQTTQoS>?

    /// Whether libmosquitto itself sends it again after reconnecting, if the session is kept.
    var isRepeatedByLibrary: Bool {
        switch kind {
        case .publish(let message): message.qos != .atMostOnce
        case .publishStored(let message): message.qos != .atMostOnce
        case .subscribe: false
        }
    }
}

/// Operations in the order of their identifiers, which is the order of `send`.
///
/// An operation that comes back after a lost connection thereby returns to its old place.
struct OperationBacklog: Sendable {
    private var operations: [MQTTOperation] = []
    private var head = 0

    var count: Int { operations.count - head }
    var isEmpty: Bool { head == operations.count }

    mutating func append(contentsOf newer: [MQTTOperation]) {
        operations.append(contentsOf: newer)
    }

    mutating func popFirst() -> MQTTOperation? {
        guard !isEmpty else { return nil }
        let operation = operations[head]
        head += 1
        if isEmpty {
            operations.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024, head * 2 >= operations.count {
            operations.removeFirst(head)
            head = 0
        }
        return operation
    }

    /// Puts operations that were already sent once back to where they were.
    mutating func reinsert(_ older: [MQTTOperation]) {
        guard !older.isEmpty else { return }
        operations = (older + operations[head...]).sorted { $0.id < $1.id }
        head = 0
    }
}
