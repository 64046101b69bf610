import AsyncHTTPClient
import HESContract
import HESRecording
import HESReferenceClient
import HESSockets
import JSON
import Logging
import MQTTClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#endif

/// Sends the calls of a recording to a HES, one after another, and compares what comes.
struct ReplayRun {
    private let calls: [ReplayCall]
    private let configuration: ClientConfiguration
    private let inbox = ReplayInbox()
    /// For one result, or one answer.
    private let limit: Duration

    /// Bytes of one answer that are read, at most.
    private static let largestBody = 256 << 20

    /// - Throws: ``CommandFailure`` with code 2 for a flag that is wrong.
    init(_ calls: [ReplayCall], target: CallTarget, isReadOnly: Bool) throws {
        let writes: [Endpoint] = [.relay, .addArchive, .removeArchive]
        self.calls = calls.filter { !isReadOnly || !writes.contains($0.endpoint) }
        configuration = try target.configuration()
        limit = configuration.planLimit
    }

    /// - Throws: ``CommandFailure`` with code 3 when HES or broker cannot be reached.
    func play() async throws -> ReplayComparison {
        let broker = try await listen()
        defer { broker.stop() }
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try httpConfiguration())
        do {
            let comparison = try await play(over: client, hearing: broker)
            try? await client.shutdown()
            return comparison
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func play(over client: HTTPClient, hearing broker: MQTTClient) async throws -> ReplayComparison {
        var comparison = ReplayComparison()
        var session = ReplaySession()
        for call in calls {
            for planID in call.after {
                if let plan = session.plans[planID] { await inbox.wait(for: plan.id, count: plan.count, within: limit) }
            }
            var reply = try await send(call, with: session.token(for: call), over: client)
            if call.endpoint != .getToken, reply.answer.isTokenRefused, call.answer.isAccepted {
                // The recorded token was younger than this one, or of a login that was not recorded.
                session.renew(try await logIn(over: client), for: call)
                reply = try await send(call, with: session.token(for: call), over: client)
            }
            if call.endpoint == .getToken, call.answer.isAccepted {
                if reply.answer.isLoginRefused { throw refusedLogin(reply.json) }
                if let failure = reply.failure { throw unansweredLogin(failure) }
            }
            comparison.compare(call, with: reply.answer)
            session.take(reply.json, of: call)
            await hear(reply.json, over: broker)
        }
        for call in calls {
            guard let planID = call.planID, let plan = session.plans[planID] else { continue }
            let pushes = await inbox.wait(for: plan.id, count: plan.count, within: plan.count == 0 ? .zero : limit)
            let result = ReplayedResult(pushes, of: call.endpoint, asked: plan.asked)
            comparison.compare(call, with: pushes.isEmpty ? nil : result)
        }
        return comparison
    }

    private var secrets: ReplayCall.Secrets {
        let login = configuration.credentials
        return ReplayCall.Secrets(
            tenantCode: login.tenantCode,
            username: login.username,
            password: login.password,
            secretKey: login.secretKey
        )
    }

    private func send(
        _ call: ReplayCall,
        with token: String?,
        over client: HTTPClient
    ) async throws -> (answer: ReplayedAnswer, json: JSONValue?, failure: String?) {
        let body = call.body(secrets, token: token)
        var headers: [(String, String)] = call.contentType.isEmpty ? [] : [("Content-Type", call.contentType)]
        if call.hasHeaderToken { headers.append(("HES_Access_Token", token ?? call.token ?? "")) }
        let (status, json, failure) = try await post(
            call.path,
            method: call.method,
            headers: headers,
            body: body,
            over: client
        )
        let asked = (try? JSONParser.parse(body))?.value
        return (ReplayedAnswer(status: status, json: json, of: call.endpoint, asked: asked), json, failure)
    }

    /// Status 0 and a reason for an exchange that broke; a HES that is not there at all is a failure.
    private func post(
        _ path: String,
        method: String,
        headers: [(String, String)],
        body: [UInt8],
        over client: HTTPClient
    ) async throws -> (status: Int, json: JSONValue?, failure: String?) {
        let base = configuration.baseURL
        var request = HTTPClientRequest(url: base + path)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(body)
        do {
            let response = try await client.execute(request, timeout: .seconds(30))
            let bytes = try await response.body.collect(upTo: Self.largestBody)
            return (Int(response.status.code), (try? JSONParser.parse(Array(bytes.readableBytesView)))?.value, nil)
        } catch let error where Self.isAway(error) {
            throw CommandFailure.unavailable("\(base) was not reached: \(error.socketReason). Is the HES there?")
        } catch {
            return (0, nil, error.socketReason)
        }
    }

    /// Whether no connection was made, of a host by name or by address; one that broke is no such thing.
    private static func isAway(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .connectTimeout || error == .tlsHandshakeTimeout
        case let error as IOError: [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode)
        case NIOSSLError.handshakeFailed: true
        default: error is NIOConnectionError
        }
    }

    private func logIn(over client: HTTPClient) async throws -> String? {
        let login = configuration.credentials
        let body: JSONValue = [
            "tenantCode": .string(login.tenantCode), "username": .string(login.username),
            "password": .string(login.password), "secretKey": .string(login.secretKey),
        ]
        var writer = JSONWriter()
        writer.node(body)
        let headers = [("Content-Type", "application/json")]
        let (status, json, failure) = try await post(
            Endpoint.getToken.path,
            method: "POST",
            headers: headers,
            body: writer.bytes,
            over: client
        )
        let answer = ReplayedAnswer(status: status, json: json, of: .getToken, asked: nil)
        if answer.isLoginRefused { throw refusedLogin(json) }
        if let failure { throw unansweredLogin(failure) }
        return json?.member("data")?.value.member("token")?.value.string
    }

    /// Nothing is sent behind it: more of them may lock the account.
    private func refusedLogin(_ answer: JSONValue?) -> CommandFailure {
        let words = answer?.member("msg")?.value.string.map { ": \($0)" } ?? ""
        return .unavailable(
            "the HES refused the login of '\(configuration.credentials.username)'\(words). Nothing more was sent; "
                + "give --tenant, --username, --password and --secret-key of a user of this HES"
        )
    }

    private func unansweredLogin(_ reason: String) -> CommandFailure {
        .unavailable("the HES did not answer the login: \(reason). Nothing more was sent")
    }

    private func httpConfiguration() throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = configuration.authorityFile { tls.additionalTrustRoots = [.file(file)] }
        var own = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5)),
            decompression: .enabled(limit: .size(Self.largestBody))
        )
        own.httpVersion = .http1Only
        own.connectionPool.retryConnectionEstablishment = false
        return own
    }

    /// Subscribes to the topic that an answer names, if it is none of the tenant's.
    private func hear(_ answer: JSONValue?, over broker: MQTTClient) async {
        let data = answer?.member("data")?.value
        let topic = data?.member("topicId")?.value.string ?? data?.member("topic")?.value.string
        guard let topic, !topic.isEmpty, !topic.contains(where: { $0 == "+" || $0 == "#" }) else { return }
        let tenant = configuration.credentials.tenantCode + "/"
        if topic.hasPrefix(tenant) || topic.hasPrefix("/" + tenant) { return }
        // Where the broker refuses it no result comes, which is told.
        _ = try? await broker.subscribe(topic)
    }

    /// Subscribes to all results of the tenant, as those of a plan may come before its topic is known.
    private func listen() async throws -> MQTTClient {
        let broker = configuration.broker
        let name = "hes-sim-replay-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        var connection = MQTTConfiguration(host: broker.host, port: broker.port, clientID: name)
        (connection.username, connection.password) = (broker.username, broker.password)
        if broker.usesTLS { connection.tls = MQTTTLSOptions(caFile: configuration.authorityFile) }
        let logger = Logger(label: "hes-sim") { _ in SwiftLogNoOpLogHandler() }
        do {
            let client = try MQTTClient(configuration: connection, logger: logger)
            try client.start { [inbox] event in
                if case .received(let message, _) = event { inbox.put(message.payload) }
            }
            try await client.waitUntilConnected(within: .seconds(5))
            let tenant = configuration.credentials.tenantCode
            try await client.subscribe("/\(tenant)/#")
            // A broker may allow one form alone.
            _ = try? await client.subscribe("\(tenant)/#")
            return client
        } catch {
            throw CommandFailure.unavailable("the broker \(broker.host):\(broker.port) cannot be used: \(error)")
        }
    }
}
