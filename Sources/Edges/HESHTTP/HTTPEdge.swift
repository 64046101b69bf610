package import HESContract
package import HESRuntime
import HESSockets
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
package import ServiceLifecycle

/// An HTTP port: the nine calls, the control API, or both.
package struct HTTPEdge: Sendable {
    package enum Purpose: Sendable, Hashable {
        case calls, control, everything
    }

    /// What a port serves; the calls with the health of a control API that has another port.
    package enum Content: Sendable {
        case calls(health: Readiness? = nil)
        case control(ControlAPI)
        case everything(ControlAPI)

        package var purpose: Purpose {
            switch self {
            case .calls: .calls
            case .control: .control
            case .everything: .everything
            }
        }

        fileprivate var control: ControlAPI? {
            switch self {
            case .calls: nil
            case .control(let control), .everything(let control): control
            }
        }
    }

    /// What the control API needs besides the simulator.
    package struct ControlAPI: Sendable {
        package let readiness: Readiness
        package let worldFactory: WorldFactory
        /// Bearer token; nil asks for none.
        package let token: Secret?

        package init(readiness: Readiness, worldFactory: WorldFactory, token: Secret?) {
            self.readiness = readiness
            self.worldFactory = worldFactory
            self.token = token
        }
    }

    /// Paths of PEM files.
    package struct Certificate: Sendable, Hashable {
        package let chainFile: String
        package let keyFile: String

        package init(chainFile: String, keyFile: String) {
            self.chainFile = chainFile
            self.keyFile = keyFile
        }
    }

    package let content: Content
    private let host: String
    private let port: Int
    private let publicHost: String?
    private let certificate: Certificate?
    private let permission: OriginPermission
    private let connections: OpenConnections?
    private let idleTimeout: Duration

    /// - Parameters:
    ///   - content: what the port serves.
    ///   - host: name or address to listen on.
    ///   - port: 0 for any free one.
    ///   - publicHost: a further name under which the control API may be called.
    ///   - certificate: nil serves HTTP, otherwise HTTPS.
    ///   - permission: pages of other origins that may call.
    ///   - connections: shared by the ports of a server; nil for a port that stands alone.
    ///   - idleTimeout: a connection without traffic for this long is closed, unless a reply to one of the nine calls is due.
    package init(
        content: Content,
        host: String,
        port: Int,
        publicHost: String? = nil,
        certificate: Certificate? = nil,
        permission: OriginPermission = .none,
        connections: OpenConnections? = nil,
        idleTimeout: Duration = .seconds(600)
    ) {
        self.content = content
        self.host = host
        self.port = port
        self.publicHost = publicHost
        self.certificate = certificate
        self.permission = permission
        self.connections = connections
        self.idleTimeout = idleTimeout
    }

    /// Makes the service that opens the port and serves.
    ///
    /// - Parameters:
    ///   - simulator: answers the calls.
    ///   - logger: of the connections' bounds; the port itself logs nothing.
    ///   - onListening: called with the port once it is open.
    /// - Returns: the service; its `run()` throws ``PortUnavailable`` if the port cannot be opened.
    /// - Throws: when the certificate or its key cannot be read.
    package func service(
        _ simulator: Simulator,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> any Service {
        // ``PortUnavailable`` says why a port does not open; Hummingbird would log the same once more.
        var quiet = logger
        quiet.logLevel = .critical
        let connections = connections ?? OpenConnections(logger: logger)
        let application = Application(
            router: router(simulator),
            server: try server(simulator, connections: connections),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: "hes-sim",
                reuseAddress: true
            ),
            onServerRunning: { channel in
                await Self.pauseWhenShort(channel, connections: connections)
                await onListening(channel.localAddress?.port ?? 0)
            },
            logger: quiet
        )
        return ListeningService(purpose: content.purpose, host: host, port: port, application: application)
    }

    /// Fails for a channel that has been closed already, which accepts nothing.
    private static func pauseWhenShort(_ channel: any Channel, connections: OpenConnections) async {
        try? await channel.eventLoop.submit {
            let pause = acceptPause(connections.shortages) { lasts in connections.makeRoom(endsStreams: lasts) }
            try channel.pipeline.syncOperations.addHandler(pause, position: .first)
        }.get()
    }

    private func server(_ simulator: Simulator, connections: OpenConnections) throws -> HTTPServerBuilder {
        let (servesCalls, permission) = (content.purpose != .control, permission)
        let timeout = TimeAmount(idleTimeout)
        let http = HTTPServerBuilder { responder in
            DeferredHTTPChannel(HTTP1Channel(responder: responder), connections: connections) {
                [
                    IdleStateHandler(allTimeout: timeout),
                    HTTPConnectionHandler(simulator, servesCalls: servesCalls, permission: permission),
                ]
            }
        }
        guard let certificate else { return http }
        let chain = try PEMFile.certificates(in: certificate.chainFile)
        let key = try PEMFile.key(in: certificate.keyFile)
        return try .tls(
            http,
            tlsConfiguration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
        )
    }

    func router(_ simulator: Simulator) -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        let control = content.control
        let catalogue = catalogue(of: simulator)
        router.add(middleware: FailureMiddleware(catalogue: catalogue))
        let origins = OriginMiddleware<BasicRequestContext>(hosts: hosts, permission: permission)
        catalogue.add(to: router, token: control?.token, origins: origins)
        if control != nil { ConsolePages().add(to: router, origins: origins) }
        return router
    }

    private func catalogue(of simulator: Simulator) -> ControlCatalogue {
        switch content {
        case .calls(nil): .empty
        case .calls(let health?): ControlCatalogue(health: health)
        case .control(let control), .everything(let control):
            ControlCatalogue(simulator: simulator, readiness: control.readiness, worldFactory: control.worldFactory)
        }
    }

    /// Names under which the control API may be called; nil permits any.
    ///
    /// The names of a machine that listens on all its addresses are unknown; the control token keeps pages away then.
    private var hosts: [String]? {
        let isAnywhere = ["0.0.0.0", "::"].contains(host)
        if isAnywhere, content.control?.token != nil { return nil }
        // In a request an IPv6 address stands in brackets (RFC 3986 §3.2.2).
        return [host, publicHost].compactMap(\.self).map { ($0.contains(":") ? "[\($0)]" : $0).lowercased() }
    }
}
