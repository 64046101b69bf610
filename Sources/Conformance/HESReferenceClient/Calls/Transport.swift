import AsyncHTTPClient
import HESSockets
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL

struct HTTPReply: Sendable {
    var status: Int
    /// Of the header `Retry-After`, if it is a number of seconds.
    var retryAfter: Duration?
    var body: [UInt8]
}

/// Sends POST requests over pooled connections; never sends one twice by itself.
final class Transport: Sendable {
    private let client: HTTPClient
    private let baseURL: String
    private let onStandingClock: @Sendable () -> Void

    init(_ addresses: ClientConfiguration) {
        onStandingClock = addresses.onStandingClock
        let baseURL = addresses.baseURL
        self.baseURL = baseURL.last == "/" ? String(baseURL.dropLast()) : baseURL
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5)),
            decompression: .enabled(limit: .size(Self.largestBody))
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        if let file = addresses.authorityFile {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.file(file)]
            configuration.tlsConfiguration = tls
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// - Returns: `CallFailure.unclear` if no whole answer came, or none within `limit` on the client's clock.
    func post(
        _ path: String,
        headers: [(String, String)],
        body: [UInt8],
        within limit: Duration,
        on clock: VirtualClock
    ) async -> Result<HTTPReply, CallFailure> {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(body)
        let sent = request
        let result = await finished(within: limit, on: clock) { await self.execute(sent, within: limit) }
        return result ?? .failure(.unclear("no answer within \(limit)"))
    }

    private func execute(_ request: HTTPClientRequest, within limit: Duration) async -> Result<HTTPReply, CallFailure> {
        do {
            let response = try await client.execute(
                request,
                timeout: .milliseconds(Int64(limit / .milliseconds(1)) + 500)
            )
            if response.headers.first(name: "X-HES-Sim-Reason") == "clock stands still" { onStandingClock() }
            let buffer = try await response.body.collect(upTo: Self.largestBody)
            return .success(
                HTTPReply(
                    status: Int(response.status.code),
                    retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) }.map { .seconds($0) },
                    body: Array(buffer.readableBytesView)
                )
            )
        } catch {
            return .failure(.unclear("the exchange failed: \(error.socketReason)"))
        }
    }

    func shutdown() async {
        try? await client.shutdown()
    }

    private static let largestBody = 64 << 20
}
