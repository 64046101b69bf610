package import HESContract

extension JournalEntry {
    /// A request and its answer.
    package struct HTTPNote: Hashable, Codable, Sendable {
        /// nil for a request that is none of the nine calls.
        package var endpoint: Endpoint?
        package var method = "POST"
        /// Without the query, which may hold secrets.
        package var path: String
        /// HTTP status of the answer; nil if no answer leaves.
        package var status: Int?
        /// The envelope's, or the HTTP status for a request that is none of the nine calls.
        package var code: Int
        /// Whose token it carries, or who logs in; nil without a valid token.
        package var user: String?
        package var request: RequestNote?
        package var rejection: Rejection?
        package var planID: PlanID?
        /// What was probably meant by a request that is none of the nine calls.
        package var hint: String?

        init(_ request: DecodedRequest, user: String?, status: Int?, code: Int) {
            endpoint = request.endpoint
            path = request.endpoint.path
            self.request = request.note
            (self.user, self.status, self.code) = (user, status, code)
        }

        /// A call that can be packed: see ``JournalEntry/packed(_:)``.
        package init(_ endpoint: Endpoint, call: Call, user: String?, status: Int?, code: Int, planID: PlanID?) {
            self.endpoint = endpoint
            path = endpoint.path
            request = .call(call)
            (self.user, self.status, self.code, self.planID) = (user, status, code, planID)
        }

        /// A request that is none of the nine calls.
        package init(missed method: String, path: String, status: Int, hint: String?) {
            (self.method, self.path, self.status) = (method, path, status)
            code = status
            self.hint = hint
        }
    }

    /// A push that was handed to the broker.
    package struct PushNote: Hashable, Codable, Sendable {
        package var planID: PlanID
        package var topic: String
        package var ticket: UInt64
        package var status: Push.Status
        /// The meters of its rows; a failed meter has none unless the dialect gives it one.
        package var devAddrs: [String]

        package init(planID: PlanID, topic: String, ticket: UInt64, status: Push.Status, devAddrs: [String]) {
            (self.planID, self.topic, self.ticket) = (planID, topic, ticket)
            (self.status, self.devAddrs) = (status, devAddrs)
        }
    }

    /// What an entry holds on to beside itself, in meter numbers of 16 bytes.
    var weight: Int {
        switch kind {
        case .http(let note): note.request?.weight ?? 0
        case .push(let note): note.devAddrs.count
        case .fault(let note): note.devAddrs.count
        default: 0
        }
    }
}

extension RequestNote {
    fileprivate var weight: Int {
        switch self {
        case .call(.addArchive(_, let archives)): archives.count * 2
        case .call(let call): call.devAddrs.count
        case .unread(let json, let devAddrs): json.count / 16 + devAddrs.count
        }
    }
}
