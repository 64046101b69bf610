import AsyncHTTPClient
import Glibc
import HESSockets
import JSON
import NIOCore
import NIOHTTP1
import NIOSSL

/// `GET /_sim/health/ready` of a running simulator, within two seconds.
struct HealthQuestion: Sendable {
    enum Answer: Sendable, Hashable {
        case ready
        /// With the reason, in a few words.
        case notReady(String)
    }

    /// The address without a path of the control API.
    let base: String

    /// - Parameter url: as `http` or `control` of the ready line has it.
    init(_ url: String) {
        var base = Substring(url)
        while base.last == "/" { base.removeLast() }
        self.base = String(base.hasSuffix("/_sim") ? base.dropLast("/_sim".count) : base)
    }

    func ask() async -> Answer {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: Self.configuration)
        let answer = await withTaskGroup(of: Answer.self) { group in
            group.addTask { await ask(client) }
            // The client's own limit ends with the head: a body may come for ever.
            group.addTask {
                try? await Task.sleep(for: .seconds(2))
                return Self.late
            }
            defer { group.cancelAll() }
            return await group.next() ?? Self.late
        }
        // Fails only for a client that was shut down before.
        try? await client.shutdown()
        return answer
    }

    private func ask(_ client: HTTPClient) async -> Answer {
        do {
            let reply = try await client.execute(
                HTTPClientRequest(url: base + "/_sim/health/ready"),
                timeout: Self.limit
            )
            let body = try await reply.body.collect(upTo: 64 << 10)
            return Self.answer(status: Int(reply.status.code), body: Array(body.readableBytesView))
        } catch let error as HTTPClientError where [.deadlineExceeded, .connectTimeout].contains(error) {
            return Self.late
        } catch let error as IOError where error.errnoCode == ECONNREFUSED {
            return .notReady("nothing listens there")
        } catch {
            return .notReady("no answer: \(error.socketReason)")
        }
    }

    private static let late = Answer.notReady("no answer within 2 s")

    /// What an answer says; one that is not the simulator's says that it is not ready.
    static func answer(status: Int, body: [UInt8]) -> Answer {
        // Another server's body may be anything.
        guard let value = (try? JSONParser.parse(body))?.value, case .bool(let ready)? = value.member("ready")?.value
        else {
            return .notReady("status \(status) without the member 'ready': is this a hes-sim?")
        }
        guard !ready || status != 200 else { return .ready }
        var reasons: [String] = []
        if case .array(let nodes)? = value.member("reasons")?.value { reasons = nodes.compactMap(\.value.string) }
        return .notReady(reasons.isEmpty ? "status \(status)" : reasons.joined(separator: ", "))
    }

    private static let limit = TimeAmount.seconds(2)

    private static var configuration: HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: limit)
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}
