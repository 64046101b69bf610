package import HESContract
package import JSON

extension EvidenceEvent {
    package struct HTTPRequest: Sendable, EvidencePayload {
        /// Number that request and reply share.
        package var exchange = 0
        package var method = ""
        package var path = ""
        package var query: String?
        /// Nil if the path is not that of one of the nine calls.
        package var endpoint: Endpoint?
        package var contentType = ""
        /// Of the header `HES_Access_Token`.
        package var headerToken: String?
        package var body = ""
        package var json: JSONValue?
        /// Bytes of a body of which the recording has the beginning alone.
        package var size: Int?

        init() {}
        package init(exchange: Int, method: String, path: String) {
            self.exchange = exchange
            self.method = method
            self.path = path
        }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("exchange", in: &exchange, note: "number")
            members.required("method", in: &method)
            members.required("path", in: &path)
            members.optional("query", in: &query)
            members.optional("endpoint", in: &endpoint)
            members.required("contentType", in: &contentType)
            members.optional("headerToken", in: &headerToken)
            members.required("body", in: &body, note: "text")
            members.optional("json", in: &json, note: "the body parsed")
            members.optional("size", in: &size, note: "bytes of a body that a recording has in part")
        }
    }

    package struct HTTPReply: Sendable, EvidencePayload {
        package var exchange = 0
        package var endpoint: Endpoint?
        package var status = 0
        /// Of the envelope.
        package var code: Int?
        /// How much of the reply went out; nil for all of it.
        package var extent: String?
        package var reason: String?
        package var planID: String?
        package var topic: String?
        package var body: String?
        package var json: JSONValue?
        /// Bytes of a body of which the recording has the beginning alone.
        package var size: Int?

        init() {}
        package init(exchange: Int, status: Int) { (self.exchange, self.status) = (exchange, status) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("exchange", in: &exchange)
            members.optional("endpoint", in: &endpoint)
            members.required("status", in: &status)
            members.optional("code", in: &code, note: "of the envelope")
            members.optional("extent", in: &extent, note: "where not the whole reply went out")
            members.optional("reason", in: &reason, note: "why the HES refused it")
            members.optional("planId", in: &planID)
            members.optional("topic", in: &topic)
            members.optional("body", in: &body, note: "text")
            members.optional("json", in: &json)
            members.optional("size", in: &size)
        }
    }

    package struct MQTTConnect: Sendable, EvidencePayload {
        package var client = ""
        package var code = 0

        init() {}
        package init(client: String, code: Int) { (self.client, self.code) = (client, code) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("client", in: &client)
            members.required("code", in: &code, note: "of CONNACK, 0 is success")
        }
    }

    /// Of SUBSCRIBE or UNSUBSCRIBE.
    package struct MQTTTopics: Sendable, EvidencePayload {
        package var client = ""
        package var topics: [String] = []

        init() {}
        package init(client: String, topics: [String]) { (self.client, self.topics) = (client, topics) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("client", in: &client)
            members.required("topics", in: &topics, note: "strings")
        }
    }

    package struct MQTTDisconnect: Sendable, EvidencePayload {
        package enum Reason: String, CaseIterable, Sendable, EvidenceWord { case clean, lost, cut }

        package var client = ""
        package var reason = Reason.clean

        init() {}
        package init(client: String, reason: Reason) { (self.client, self.reason) = (client, reason) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("client", in: &client)
            members.required("what", in: &reason, note: "`clean`, `lost`, `cut`")
        }
    }

    package struct Push: Sendable, EvidencePayload {
        package var planID: String?
        package var topic = ""
        /// From 1; nil when the result came whole.
        package var part: Int?
        package var partCount: Int?
        package var qos = 1
        package var isRetained = false
        /// Whether a client of the case was subscribed to the topic then.
        package var isSubscribed = false
        package var payload = ""
        package var json: JSONValue?
        /// Bytes of a payload of which the recording has the beginning alone.
        package var size: Int?

        init() {}
        package init(planID: String?, topic: String, isSubscribed: Bool) {
            self.planID = planID
            self.topic = topic
            self.isSubscribed = isSubscribed
        }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.optional("planId", in: &planID)
            members.required("topic", in: &topic)
            members.optional("part", in: &part, note: "from 1, of a result that came in several")
            members.optional("parts", in: &partCount, note: "how many")
            members.required("qos", in: &qos)
            members.required("retain", in: &isRetained)
            members.required(
                "isSubscribed",
                in: &isSubscribed,
                note: "whether a client of the case was subscribed to the topic then"
            )
            members.required("payload", in: &payload, note: "text")
            members.optional("json", in: &json)
            members.optional("size", in: &size)
        }
    }
}
