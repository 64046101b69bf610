/// What a client of the broker did, as its bytes say.
package struct MQTTClientEvent: Sendable, Hashable {
    /// 1, 2, … in the order in which the listener accepted them.
    package let connection: Int
    /// As in CONNECT; empty until that was seen, and where the broker chooses one.
    package let clientID: String
    package let username: String?
    /// Whose topics it was admitted for; empty: everything, or not let in.
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
        case connected(returnCode: Int)
        /// The SUBACK has gone to the client.
        ///
        /// Empty where the SUBSCRIBE was beyond what the listener keeps.
        case subscribed([MQTTSubscription])
        /// PUBACK of the client; 1–65535, the broker's number of the message on this connection.
        case acknowledged(packetID: Int)
        /// Told once, and last.
        case disconnected(DisconnectReason)
    }

    package enum DisconnectReason: String, Sendable, Hashable {
        /// DISCONNECT was seen.
        case byClient
        /// TCP ended without DISCONNECT.
        case lost
        /// The broker closed, or could not be reached.
        case byBroker
        /// `cut`, `down` or `stop` of the listener.
        case cut
        /// `refuse` of the listener, or more than its access allows.
        case refused
    }
}

/// A topic filter, what was asked and what was granted.
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
}

/// A living connection: of a client that has neither ended nor been ended.
package struct MQTTConnectionInfo: Sendable, Hashable {
    package let connection: Int
    /// Empty until CONNECT was seen.
    package internal(set) var clientID = ""
    package internal(set) var username: String?
    /// Whose topics it was admitted for; empty: everything, or not let in.
    package internal(set) var tenantCodes: [String] = []
    /// Granted on this connection, the first thousand; UNSUBSCRIBE is not followed, and a session that the broker kept
    /// has more.
    package internal(set) var filters: [MQTTSubscription] = []
    package internal(set) var isStalled = false

    static let filterLimit = 1000
}
