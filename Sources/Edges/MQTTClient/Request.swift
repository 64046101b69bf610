/// What a caller asks of the network thread.
struct Request: Sendable {
    enum Kind: Sendable {
        case publish(MQTTMessage)
        case subscribe(filter: String, qos: MQTTQoS)
    }

    let id: MessageID
    let kind: Kind
    /// Settled by the network thread with the acknowledged or granted QoS.
    let answer: OneShot<MQTTQoS>?

    /// With a kept session, libmosquitto sends it again by itself after reconnecting.
    var isRepeatedByLibrary: Bool {
        guard case .publish(let message) = kind else { return false }
        return message.qos != .atMostOnce
    }
}

/// Requests in the order of their identifiers, which is the order of `send`.
///
/// A request that comes back after a lost connection thereby returns to its old place.
struct RequestQueue: Sendable {
    private var requests: [Request] = []
    private var head = 0

    var count: Int { requests.count - head }
    var isEmpty: Bool { head == requests.count }

    mutating func append(contentsOf newer: [Request]) {
        requests.append(contentsOf: newer)
    }

    mutating func popFirst() -> Request? {
        guard !isEmpty else { return nil }
        let request = requests[head]
        head += 1
        if isEmpty {
            requests.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024, head * 2 >= requests.count {
            requests.removeFirst(head)
            head = 0
        }
        return request
    }

    /// Puts requests that were already sent once back to where they were.
    mutating func takeBack(_ older: [Request]) {
        guard !older.isEmpty else { return }
        requests = (older + requests[head...]).sorted { $0.id < $1.id }
        head = 0
    }
}
