package import HESRuntime
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
package import ServiceLifecycle

/// The HTTP port: the nine calls and the control API.
package struct HTTPEdge: Sendable {
    /// What a port serves.
    package enum Role: Sendable {
        case everything, openAPI, control
    }

    package struct Settings: Sendable {
        package var role: Role
        package var host: String
        /// 0: any free one.
        package var port: Int
        package var certificateFile: String?
        package var keyFile: String?
        /// Bearer token of the control API; nil asks for none.
        package var controlToken: String?

        package init(
            role: Role = .everything,
            host: String,
            port: Int,
            certificateFile: String? = nil,
            keyFile: String? = nil,
            controlToken: String? = nil
        ) {
            self.role = role
            self.host = host
            self.port = port
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.controlToken = controlToken
        }
    }

    let settings: Settings
    let simulator: Simulator
    let readiness: Readiness
    let worldFactory: WorldFactory
    let logger: Logger

    package init(
        settings: Settings,
        simulator: Simulator,
        readiness: Readiness,
        worldFactory: WorldFactory,
        logger: Logger
    ) {
        self.settings = settings
        self.simulator = simulator
        self.readiness = readiness
        self.worldFactory = worldFactory
        self.logger = logger
    }

    /// The service of this port, which tells `onListening` the port once it is open.
    ///
    /// Fails where a certificate cannot be read.
    package func service(onListening: @escaping @Sendable (_ port: Int) async -> Void) throws -> any Service {
        // A port that does not open is told by us; Hummingbird's own words about it are of no use to anybody.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: router(),
            server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                serverName: "hes-sim",
                reuseAddress: true
            ),
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? 0)
            },
            logger: quiet
        )
        return ListeningService(settings: settings, application: application)
    }

    private func server() throws -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(additionalChannelHandlers: channelHandlers()())
        guard let certificateFile = settings.certificateFile, let keyFile = settings.keyFile else {
            return .http1(configuration: configuration)
        }
        let certificates = try NIOSSLCertificate.fromPEMFile(certificateFile)
        let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
        return try .tls(
            .http1(configuration: configuration),
            tlsConfiguration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
        )
    }

    private func channelHandlers() -> @Sendable () -> [any RemovableChannelHandler] {
        let simulator = simulator
        let servesCalls = settings.role != .control
        return {
            let idle = IdleStateHandler(allTimeout: Self.idleTimeout)
            return servesCalls ? [idle, OpenAPIHandler(simulator)] : [idle]
        }
    }

    /// Behind every address of the machine nobody knows the names; there the control token keeps pages away.
    private var hosts: [String]? {
        let isAnywhere = ["0.0.0.0", "::"].contains(settings.host)
        return isAnywhere && settings.controlToken != nil ? nil : [settings.host.lowercased()]
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        let everything = ControlCatalogue(simulator: simulator, readiness: readiness, worldFactory: worldFactory)
        let catalogue = settings.role == .openAPI ? .empty : everything
        router.add(middleware: FailureMiddleware(catalogue: catalogue))
        catalogue.add(to: router, token: settings.controlToken, hosts: hosts)
        return router
    }

    /// A connection on which nothing happens for so long is closed.
    private static let idleTimeout = TimeAmount.minutes(10)
}
