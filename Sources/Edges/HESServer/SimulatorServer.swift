import HESContract
import HESHTTP
import HESMQTT
package import HESRuntime
import HESState
package import Logging
import ServiceLifecycle
import Synchronization

/// The composed simulator: broker, MQTT listener, worlds, HTTP ports, control API and state file, with the order in which
/// they start and stop.
///
/// `start` connects the broker, opens the listener and makes the worlds; `run` opens the HTTP ports and serves until it is
/// told to stop. For the length of a closure use ``withServer(_:worlds:hooks:logger:body:)``.
package struct SimulatorServer: Service {
    package let simulator: Simulator
    private let broker: BrokerConnection
    private let services: ServiceGroup

    /// Connects the broker, opens the MQTT listener and makes the worlds.
    ///
    /// - Parameters:
    ///   - settings: broker, ports, control API.
    ///   - worlds: the initial ones; the control API may add others.
    ///   - hooks: for an observer.
    ///   - logger: of all parts.
    ///   - onReady: called once, when every HTTP port is open.
    /// - Returns: the server; call ``run()``, which also releases what was started.
    /// - Throws: ``ServerFailure``; what was started has been stopped then.
    package static func start(
        _ settings: ServerSettings,
        worlds: ServerWorlds,
        hooks: ServerHooks = ServerHooks(),
        logger: Logger,
        onReady: @escaping @Sendable (ServerAddresses) -> Void
    ) async throws(ServerFailure) -> SimulatorServer {
        let simulator = simulator(settings, hooks: hooks, logger: logger)
        let readiness = settings.control.map { _ in Readiness() }
        let logins = AdmittedLogins(simulator, initial: worlds.mqttLogins)
        let broker = try await BrokerConnection.open(
            settings,
            simulator: simulator,
            logins: logins,
            readiness: readiness,
            hooks: hooks,
            logger: logger
        )
        let surroundings = surroundings(of: simulator, broker: broker, logins: logins, hooks: hooks, logger: logger)
        worlds.add(to: simulator, with: surroundings)
        logins.followWorlds()
        if let listener = broker.listener { simulator.whenWorldsChange { listener.accessChanged() } }
        readiness?.set(.scenario, isReady: true)
        let http = HTTPPorts(settings, surroundings: surroundings, readiness: readiness, mqtt: broker.addresses)
        do {
            let ports = try http.services(simulator, logger: logger, onReady: onReady)
            let drain = DrainService(simulator, patience: settings.drainPatience, logger: logger)
            // They stop in the reverse order: held replies leave, no call comes in any more, the last pushes are
            // acknowledged, the broker ends, and the state file gets the last acknowledgements.
            let optional: [(any Service)?] = [worlds.stateService(simulator), broker.managed, broker.listener]
            let services: [any Service] =
                optional.compactMap { $0 } + [broker.publisher, PacerService(simulator), drain]
                + ports + [ReleaseService(simulator)]
            let group = group(services, settings: settings, logger: logger)
            return SimulatorServer(simulator: simulator, broker: broker, services: group)
        } catch {
            await broker.close()
            throw .certificate(reason: "\(error)")
        }
    }

    private static func simulator(_ settings: ServerSettings, hooks: ServerHooks, logger: Logger) -> Simulator {
        var mask = SecretMask()
        if let token = settings.control?.token { mask.hide(token.revealed, as: "<control token>") }
        return Simulator(
            logger: logger,
            observer: hooks.wireObserver,
            accessLog: settings.logsAccess ? AccessLog(logger) : nil,
            mask: mask,
            renderThreads: RenderWorkers.usualThreadCount
        )
    }

    private static func surroundings(
        of simulator: Simulator,
        broker: BrokerConnection,
        logins: AdmittedLogins,
        hooks: ServerHooks,
        logger: Logger
    ) -> Simulator.Surroundings {
        let faults = BrokerFaults(logger: logger)
        if let listener = broker.listener { faults.set(listener, isShared: { logins.areOfSeveralWorlds }) }
        return Simulator.Surroundings(
            publisher: hooks.wrapPublisher(broker.publisher),
            brokerControl: hooks.wrapBrokerControl(faults),
            isSubscribed: { [listener = broker.listener] in listener?.isSubscribed(to: $0) ?? false },
            movesClock: hooks.movesClocks
        )
    }

    private static func group(_ services: [any Service], settings: ServerSettings, logger: Logger) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(services: services, logger: logger)
        configuration.maximumGracefulShutdownDuration = settings.shutdownLimit
        return ServiceGroup(configuration: configuration)
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: ``ServerFailure`` when a port cannot be opened or the state file cannot be written any more.
    package func run() async throws {
        // Worlds refer to the publisher and to the broker's faults, which refer to the simulator.
        defer {
            simulator.whenWorldsChange {}
            simulator.endWorlds()
        }
        do {
            try await services.run()
        } catch {
            await broker.managed?.stop()
            throw ServerFailure(error)
        }
    }

    /// Starts a server, runs `body` while it serves, and stops it.
    ///
    /// - Throws: ``ServerFailure`` when it cannot be started, or ends before `body` does even if that returns a result; and
    ///   what `body` throws.
    package static func withServer<Result: Sendable>(
        _ settings: ServerSettings,
        worlds: ServerWorlds,
        hooks: ServerHooks = ServerHooks(),
        logger: Logger,
        body: @Sendable (SimulatorServer, ServerAddresses) async throws -> Result
    ) async throws -> Result {
        let (opened, ready) = AsyncStream.makeStream(of: ServerAddresses.self, bufferingPolicy: .bufferingNewest(1))
        let server = try await start(settings, worlds: worlds, hooks: hooks, logger: logger) { ready.yield($0) }
        let earlyEnd = EarlyEnd()
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { ready.finish() }
                try await server.run(noting: earlyEnd)
            }
            guard let addresses = await opened.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw CancellationError()
            }
            let result = await Swift.Result { try await body(server, addresses) }
            var failure = earlyEnd.failure.withLock(\.self)
            await server.services.triggerGracefulShutdown()
            while let ended = await tasks.nextResult() {
                guard case .failure(let error) = ended else { continue }
                logger.debug("The server failed while it stopped", metadata: ["reason": "\(error)"])
                // From here on a service that does not end in time is cancelled, and what it throws then is no failure.
                if (error as? ServerFailure)?.isKnown == true { failure = error }
            }
            if let failure { throw failure }
            return try result.get()
        }
    }

    private func run(noting earlyEnd: EarlyEnd) async throws {
        do {
            try await run()
        } catch {
            if !Task.isCancelled { earlyEnd.failure.withLock { $0 = error } }
            throw error
        }
    }
}

/// Why a server has ended by itself; nil while it serves.
private final class EarlyEnd: Sendable {
    let failure = Mutex<(any Error)?>(nil)
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
