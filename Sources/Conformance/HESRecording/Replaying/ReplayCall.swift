import HESConformance
package import HESContract
package import JSON

/// One recorded request, as it is to be sent again.
package struct ReplayCall: Sendable {
    /// Number of the exchange in the recording.
    package let exchange: Int
    package let endpoint: Endpoint
    package let method: String
    /// With its query.
    package let path: String
    package let contentType: String
    /// Whether the token came in the header.
    package let hasHeaderToken: Bool
    /// `<token-N>` of the recording; nil for a call without one.
    package let token: String?
    /// Of the login that this call was; nil for another call.
    package let issuedToken: String?
    /// Whether the call was refused as it has no right to be made: so it is to be refused again.
    package let wasUnauthorised: Bool
    /// Whether its token had been issued in the recording, so that it was refused for its age.
    let hadIssuedToken: Bool
    private let body: String
    private let json: JSONValue?
    package let answer: ReplayedAnswer
    /// nil for a call that made no plan.
    package let planID: String?
    /// What the results of the plan said; nil if none was recorded.
    package let result: ReplayedResult?
    /// How many messages the result had.
    package let resultCount: Int
    /// Plans whose results had come before this call was made, and not before the one before it.
    package let after: [String]

    /// The recorded body; nil if it was no JSON.
    package var asked: JSONValue? { json }

    /// What goes in the place of a recording's masks.
    package struct Secrets: Sendable {
        package let tenantCode: String
        package let username: String
        package let password: String
        package let secretKey: String

        package init(tenantCode: String, username: String, password: String, secretKey: String) {
            (self.tenantCode, self.username) = (tenantCode, username)
            (self.password, self.secretKey) = (password, secretKey)
        }
    }

    /// What is sent in the place of a password or token that was refused.
    package static let refused = "made-up-by-the-replay"

    /// The recorded body with the secrets of a login, and a token in the place of the recorded one, whose name stays for nil.
    ///
    /// A login that was refused gets a wrong password.
    package func body(_ secrets: Secrets, token: String?) -> [UInt8] {
        if endpoint == .getToken, let json {
            var login = json
            for (key, value) in [
                ("tenantCode", secrets.tenantCode), ("username", secrets.username),
                ("password", wasUnauthorised ? Self.refused : secrets.password),
                ("secretKey", secrets.secretKey),
            ] where login.member(key) != nil {
                login = login.replacing(key, with: .string(value))
            }
            return login.compact
        }
        guard let name = self.token, let token else { return json.map(\.compact) ?? Array(body.utf8) }
        if let json, json.member("token")?.value.string == name {
            return json.replacing("token", with: .string(token)).compact
        }
        return json.map(\.compact) ?? Array(body.replacing(name, with: token).utf8)
    }
}

extension ReplayCall {
    /// The calls of a recording, in its order; requests that are no call, and those whose body was not kept whole, are left out.
    package static func all(in recording: Recording) -> (calls: [ReplayCall], leftOut: Int) {
        var calls: [ReplayCall] = []
        var plans: [(planID: String, resultSeq: Int)] = []
        var logins = Logins(recording)
        for exchange in recording.exchanges {
            guard let endpoint = exchange.endpoint, exchange.request.size == nil, exchange.reply != nil else {
                continue
            }
            let planID = exchange.isAccepted ? exchange.reply?.planID : nil
            let results = planID.map { recording.results(of: $0) } ?? []
            let came = plans.filter { $0.resultSeq < exchange.seq }.map(\.planID)
            plans.removeAll { $0.resultSeq < exchange.seq }
            let call = ReplayCall(
                exchange,
                of: endpoint,
                planID: planID,
                results: results,
                after: came,
                logins: logins
            )
            calls.append(call)
            if let token = call.issuedToken { logins.tokens.insert(token) }
            if let planID, let first = results.first { plans.append((planID, first.seq)) }
        }
        return (calls, recording.exchanges.count - calls.count)
    }

    private struct Logins {
        /// Bodies that were accepted.
        let accepted: [JSONValue]
        /// Names of tokens that were issued so far.
        var tokens: Set<String> = []

        init(_ recording: Recording) {
            accepted = recording.exchanges.filter { $0.endpoint == .getToken && $0.isAccepted }
                .compactMap(\.request.json)
        }

        /// A login that was accepted another time was refused for another reason.
        func isWrong(_ login: Recording.Exchange) -> Bool {
            guard !login.isAccepted, let json = login.request.json else { return false }
            return !accepted.contains { $0.compact == json.compact }
        }
    }

    private init(
        _ exchange: Recording.Exchange,
        of endpoint: Endpoint,
        planID: String?,
        results: [Recording.Result],
        after: [String],
        logins: Logins
    ) {
        let request = exchange.request
        self.exchange = request.exchange
        self.endpoint = endpoint
        method = request.method
        path = request.path + (request.query.map { "?\($0)" } ?? "")
        contentType = request.contentType
        hasHeaderToken = request.headerToken != nil
        token = request.headerToken ?? request.json?.member("token")?.value.string
        issuedToken = exchange.endpoint == .getToken ? exchange.data?.member("token")?.value.string : nil
        body = request.body
        resultCount = Set(results.map(\.push.payload)).count
        json = request.json
        answer = ReplayedAnswer(exchange)
        hadIssuedToken = token.map(logins.tokens.contains) ?? false
        wasUnauthorised = endpoint == .getToken ? logins.isWrong(exchange) : answer.isTokenRefused
        self.planID = planID
        let pushes = results.compactMap(\.push.json)
        result = results.isEmpty ? nil : ReplayedResult(pushes, of: endpoint, asked: request.json)
        self.after = after
    }
}

extension JSONValue {
    fileprivate var compact: [UInt8] {
        var writer = JSONWriter()
        writer.node(self)
        return writer.bytes
    }
}
