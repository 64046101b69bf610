extension JournalEntry {
    /// What an MQTT client did.
    package struct ClientNote: Hashable, Codable, Sendable {
        package enum Event: String, CaseIterable, Codable, Sendable {
            case connect, subscribe, disconnect
        }

        /// Why a connection ended.
        package enum End: String, CaseIterable, Codable, Sendable {
            /// DISCONNECT was seen.
            case byClient
            /// TCP ended without DISCONNECT.
            case lost
            /// The broker closed, or could not be reached.
            case byBroker
            /// The listener cut it: a rule, the broker's outage, or the end of the process.
            case cut
            /// The listener refused it: a rule, the broker's outage, or more than the client may do.
            case refused
        }

        package var clientID: String
        package var event: Event
        /// Filters of a subscription that were granted.
        package var topics: [String] = []
        /// Filters of a subscription that were refused; nil for none.
        package var denied: [String]?
        /// Return code of CONNACK.
        package var code: Int?
        /// Why the client disconnected.
        package var reason: End?

        package init(clientID: String, event: Event) {
            self.clientID = clientID
            self.event = event
        }
    }
}
