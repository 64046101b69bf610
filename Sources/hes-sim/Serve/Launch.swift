import HESHTTP
import HESMQTT
import HESRuntime
import HESState
import Logging
import ServiceLifecycle
import UnixSignals

/// The composition root of `serve`: what is made of the flags, in which order it starts and stops.
struct Launch {
    private let command: ServeCommand
    private let logger: Logger

    init(_ command: ServeCommand) {
        self.command = command
        var logger = Logger(label: "hes-sim") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = command.logLevel.level
        self.logger = logger
    }

    /// Returns after a clean shutdown.
    ///
    /// - Throws: ``CommandFailure``.
    func run() async throws {
        let start = try WorldStart(command, logger: logger)
        let simulator = Simulator(logger: logger)
        let readiness = Readiness()
        let access = SimulatorAccess(simulator, expected: start.mqttLogins)
        let broker = try await Broker.open(
            command,
            simulator: simulator,
            access: access,
            readiness: readiness,
            logger: logger
        )
        let faults = BrokerFaults(logger: logger)
        let surroundings = Simulator.Surroundings(publisher: broker.publisher, brokerControl: faults)
        start.addWorlds(to: simulator, surroundings)
        access.worldsAreThere()
        let worldFactory = WorldFactory(
            surroundings,
            defaultScenario: Array(DemoScenario.text.utf8),
            wallClock: { ScenarioFiles.now }
        )
        if let listener = broker.listener { faults.set(listener, isShared: { simulator.worlds.count > 1 }) }
        readiness.set(.scenario, isReady: true)
        try await serve(simulator, readiness, broker, worldFactory, start.stateService(simulator))
    }

    /// Services stop in the reverse of this order: no new call, then the last pushes, then the broker and the state.
    private func serve(
        _ simulator: Simulator,
        _ readiness: Readiness,
        _ broker: Broker,
        _ worldFactory: WorldFactory,
        _ state: StateService?
    ) async throws {
        let codes = simulator.worlds.map(\.tenantCode)
        let ports = OpenPorts(command, broker: broker, worlds: codes, readiness: readiness, worldFactory: worldFactory)
        let services: [any Service] =
            ([state, broker.managed, broker.listener] as [(any Service)?]).compactMap { $0 } + [
                broker.publisher.queue, PacerService(simulator),
                DrainService(simulator, patience: .seconds(5), logger: logger),
            ] + (try httpServices(simulator, readiness, worldFactory, ports)) + [ReleaseService(simulator)]
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as PortUnavailable {
            await broker.managed?.stop()
            throw CommandFailure.unavailable("\(error)")
        } catch let error as StateError {
            await broker.managed?.stop()
            throw CommandFailure(error)
        }
    }

    private func httpServices(
        _ simulator: Simulator,
        _ readiness: Readiness,
        _ worldFactory: WorldFactory,
        _ ports: OpenPorts
    ) throws -> [any Service] {
        let roles = roles
        do {
            return try roles.map { role in
                let edge = HTTPEdge(
                    settings: settings(for: role),
                    simulator: simulator,
                    readiness: readiness,
                    worldFactory: worldFactory,
                    logger: logger
                )
                return try edge.service { await ports.opened(role, port: $0, of: roles.count) }
            }
        } catch {
            throw CommandFailure.usage("--tls-cert, --tls-key: \(error)")
        }
    }

    /// A control API without a token never leaves the loopback interface.
    private var roles: [HTTPEdge.Role] {
        let isExposed = !isLoopback(command.host) && command.controlToken == nil
        return command.controlPort == nil && !isExposed ? [.everything] : [.openAPI, .control]
    }

    private func settings(for role: HTTPEdge.Role) -> HTTPEdge.Settings {
        let isOwnControl = role == .control
        return HTTPEdge.Settings(
            role: role,
            host: isOwnControl && command.controlToken == nil ? "127.0.0.1" : command.host,
            port: isOwnControl ? command.controlPort ?? 0 : command.port,
            certificateFile: command.tlsCert,
            keyFile: command.tlsKey,
            controlToken: command.controlToken
        )
    }
}

/// Whether nobody outside this machine reaches the address.
func isLoopback(_ host: String) -> Bool {
    host.hasPrefix("127.") || host == "::1" || host == "localhost"
}
