import AsyncHTTPClient
import Foundation
import HESContract
import HESSockets
package import Logging
import MQTTClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL
package import SimulationKernel

/// A HES that is reached over HTTP, and its broker over MQTT.
package final class NetworkSubject: VerificationSubject {
    private let address: NetworkAddress
    private let http: HTTPClient
    private let mqtt: MQTTClient
    private let box = MessageBox()

    private static let largestBody = 64 << 20
    private static let subscriptionLimit = Duration.seconds(10)

    /// - Throws: `MQTTError` for a configuration that the library does not take; `NIOSSLError` for a file that is no certificate.
    package init(_ address: NetworkAddress, logger: Logger) throws {
        self.address = address
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10)),
            decompression: .enabled(limit: .size(Self.largestBody))
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        if let caFile = address.caFile {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(caFile))]
            configuration.tlsConfiguration = tls
        }
        mqtt = try MQTTClient(configuration: address.broker, logger: logger)
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Returns when the broker has accepted the connection.
    ///
    /// - Throws: `MQTTError` naming the last failure.
    package func connect(within limit: Duration) async throws {
        try mqtt.start { [box] event in
            if case .received(let message, _) = event { box.put(message, at: Self.wallClock()) }
        }
        try await mqtt.waitUntilConnected(within: limit)
    }

    package func close() async {
        mqtt.stop()
        // A connection that does not end in order is dropped with the process.
        try? await http.shutdown()
    }

    private static func wallClock() -> SimulatedInstant {
        SimulatedInstant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }

    package func now() async -> SimulatedInstant { Self.wallClock() }

    package func call(_ request: WireRequest) async -> WireAnswer {
        var outgoing = HTTPClientRequest(url: address.baseURL + request.endpoint.path)
        outgoing.method = .POST
        outgoing.headers.add(name: "Content-Type", value: request.contentType)
        if let token = request.headerToken { outgoing.headers.add(name: "HES_Access_Token", value: token) }
        outgoing.body = .bytes(request.body)
        do {
            let response = try await http.execute(outgoing, timeout: .seconds(Int64(address.callSeconds)))
            let body = Array(try await response.body.collect(upTo: Self.largestBody).readableBytesView)
            return .reply(
                WireReply(
                    status: Int(response.status.code),
                    reason: response.headers.first(name: "X-HES-Sim-Reason"),
                    body: body,
                    instant: Self.wallClock(),
                    order: box.nextOrder()
                )
            )
        } catch {
            return .failed(error.socketReason)
        }
    }

    package func subscribe(_ filter: String) async -> SubscriptionAnswer {
        let (mqtt, limit) = (self.mqtt, Self.subscriptionLimit)
        return await withTaskGroup(of: SubscriptionAnswer.self) { group in
            group.addTask {
                do {
                    return .granted(qos: Int(try await mqtt.subscribe(filter, qos: .exactlyOnce).rawValue))
                } catch {
                    return .refused("\(error)")
                }
            }
            group.addTask {
                // Cancelled when the broker answers.
                try? await Task.sleep(for: limit)
                return .refused("the broker did not answer within \(limit)")
            }
            let first = await group.next() ?? .refused("the broker did not answer")
            group.cancelAll()
            return first
        }
    }

    package func messages(within limit: SimulatedDuration) async -> [WireMessage] {
        let ready = box.takeAll()
        guard ready.isEmpty, limit > .zero else { return ready }
        let box = self.box
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await box.wait() }
            group.addTask {
                // Cancelled when a message comes.
                try? await Task.sleep(for: .milliseconds(limit.milliseconds))
                box.wake()
            }
            _ = await group.next()
            group.cancelAll()
            box.wake()
        }
        return box.takeAll()
    }

    package func takeDropped() async -> Int { box.takeDropped() }
}
