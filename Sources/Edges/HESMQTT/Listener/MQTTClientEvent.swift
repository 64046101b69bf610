package import HESSimulation

/// What a client of the broker did, read from the bytes of its connection.
package struct MQTTClientEvent: Sendable, Hashable {
    /// 1, 2, … in the order in which the listener accepted them.
    package let connection: Int
    /// The client id of CONNECT; empty before it, and when the broker is to choose one.
    package let clientID: String
    package let username: String?
    /// Tenants whose topics it may use; empty when it may use all topics, or was not admitted.
    package let tenantCodes: [String]
    package let kind: Kind

    package init(connection: Int, clientID: String, username: String?, tenantCodes: [String] = [], kind: Kind) {
        self.connection = connection
        self.clientID = clientID
        self.username = username
        self.tenantCodes = tenantCodes
        self.kind = kind
    }

    package enum Kind: Sendable, Hashable {
        /// The CONNACK has gone to the client, the broker's or a refusal; 0 is success.
        ///
        /// `resumesSession` when the broker says that it kept the session (MQTT 3.1.1 §3.2.2.2).
        case connected(returnCode: Int, resumesSession: Bool = false)
        /// The session that was kept has these filters, as far as the listener saw them granted.
        case resumed([MQTTSubscription])
        /// The SUBACK has gone to the client.
        ///
        /// Empty when the SUBSCRIBE was beyond what the listener keeps.
        case subscribed([MQTTSubscription])
        /// The UNSUBACK has gone to the client: these filters are no longer subscribed.
        ///
        /// Empty when the UNSUBSCRIBE was beyond what the listener keeps.
        case unsubscribed(filters: [String])
        /// PUBACK of the client; 1–65535, the broker's number of the message on this connection.
        case acknowledged(packetID: Int)
        /// The last event of a connection, reported once.
        case disconnected(DisconnectReason)
    }

    package typealias DisconnectReason = JournalEntry.ClientNote.End
}

/// A topic filter with the QoS that was requested and what the broker granted.
package struct MQTTSubscription: Sendable, Hashable {
    package let filter: String
    /// 0–2.
    package let requestedQoS: Int
    /// 0–2, or the broker's refusal, 128 and up.
    package let granted: Int

    package init(filter: String, requestedQoS: Int, granted: Int) {
        self.filter = filter
        self.requestedQoS = requestedQoS
        self.granted = granted
    }

    package var isGranted: Bool { granted < 0x80 }

    /// The filter of topics; that of a shared subscription is behind its name (MQTT 5 §4.8.2).
    var topics: Substring { Self.topics(of: filter) }

    static func topics(of filter: String) -> Substring {
        let parts = filter.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.first == "$share" && parts.count == 3 ? parts[2] : filter[...]
    }
}

/// An open connection of a client: neither side has ended it.
package struct MQTTConnectionInfo: Sendable, Hashable {
    package let connection: Int
    /// Empty before CONNECT.
    package internal(set) var clientID = ""
    package internal(set) var username: String?
    /// Tenants whose topics it may use; empty when it may use all topics, or was not admitted.
    package internal(set) var tenantCodes: [String] = []
    /// Granted on this connection, or before in a session that the broker kept, and not given back by UNSUBSCRIBE; the
    /// first thousand.
    package internal(set) var filters: [MQTTSubscription] = []
    package internal(set) var isStalled = false

    static let filterLimit = 1000
}
