package import HESConformance
import HESContract
import HESRuntime
import HESScenario
package import HESServer
import HESSimulation
package import Logging
package import SimulationKernel

/// A world with its ports that waits for a running system, and for how long it does.
package struct ObservationPlan: Sendable {
    package var scenario: ServerScenario
    /// Name or address on which HTTP listens, and its port; 0 takes any free one.
    package var http: (host: String, port: Int)
    package var mqtt: (host: String, port: Int)
    /// In simulated time.
    package var window: SimulatedDuration
    /// Nil arms nothing.
    package var faults: ObservationFaults?

    package init(
        _ scenario: ServerScenario,
        http: (host: String, port: Int),
        mqtt: (host: String, port: Int),
        window: SimulatedDuration
    ) {
        self.scenario = scenario
        self.http = http
        self.mqtt = mqtt
        self.window = window
    }
}

/// Serves a world to a running system, and records its traffic until the window is over.
package struct ObservationRun: Sendable {
    /// Most events of an observation, which ends when there are so many.
    package static let capacity = 200_000

    private let plan: ObservationPlan
    private let configuration: WorldConfiguration
    private let mode: ClockMode
    private let logger: Logger
    private let recorder: EvidenceRecorder

    /// - Throws: `EnvironmentError` for a scenario that has another number of tenants than one, or a clock that stands still.
    package init(_ plan: ObservationPlan, logger: Logger) throws(EnvironmentError) {
        let scenario = plan.scenario.scenario
        guard let world = scenario.worlds.first, scenario.worlds.count == 1 else {
            throw EnvironmentError(what: "an observation has one tenant, and the scenario has \(scenario.worlds.count)")
        }
        guard scenario.clockMode != .manual else {
            let remedy = "set clock.mode to real, auto, or a factor such as x60"
            throw EnvironmentError(what: "the scenario's clock is manual, and nothing would move it; \(remedy)")
        }
        for secret in world.users.flatMap({ [$0.password, $0.secretKey] }) where secret.utf8.count < 8 {
            throw EnvironmentError(what: "a password or key of the scenario has fewer than 8 bytes: too short to mask")
        }
        (self.plan, configuration, mode, self.logger) = (plan, world, scenario.clockMode, logger)
        recorder = EvidenceRecorder(start: world.start, capacity: Self.capacity)
    }

    /// Returns when the window is over, the evidence is full, or `stop` returns.
    ///
    /// `onReady` is called once, when both ports are open.
    ///
    /// - Returns: the events in order, and whether there were more than the capacity.
    /// - Throws: `ServerFailure` when the server cannot be started.
    package func run(
        until stop: @escaping @Sendable () async -> Void,
        onReady: @escaping @Sendable (ServerAddresses) -> Void
    ) async throws -> (events: [EvidenceEvent], isFull: Bool) {
        hideSecrets()
        // First, as a system may call as soon as the ports are open.
        recorder.record(.begin(header))
        let watch = PlanWatch()
        return try await SimulatorServer.withServer(
            settings,
            worlds: ServerWorlds([plan.scenario], mode: nil),
            hooks: hooks(watch),
            logger: logger
        ) { server, addresses in
            guard let world = server.simulator.world(tenantCode: configuration.tenantCode) else {
                throw EnvironmentError(what: "the world of tenant '\(configuration.tenantCode)' is missing")
            }
            recorder.attach(world)
            onReady(addresses)
            await observe(world, until: stop)
            return recorder.close()
        }
    }

    private func hideSecrets() {
        for user in configuration.users {
            recorder.hide(user.password, as: "<password>")
            recorder.hide(user.secretKey, as: "<secretKey>")
        }
        for login in configuration.mqttUsers ?? [] { recorder.hide(login.password, as: "<password>") }
    }

    private var header: EvidenceEvent.CaseHeader {
        var header = EvidenceEvent.CaseHeader()
        header.caseID = Observation.name
        header.pack = "default"
        header.catalogue = CatalogueVersion.latest.rawValue
        header.seed = configuration.seed
        header.tenantCode = configuration.tenantCode
        header.username = configuration.users.first?.username ?? ""
        header.timeZone = configuration.zone.name
        header.clock = mode.description
        return header
    }

    private var settings: ServerSettings {
        var settings = ServerSettings()
        (settings.host, settings.port) = plan.http
        (settings.mqttHost, settings.mqttPort) = (plan.mqtt.host, plan.mqtt.port)
        settings.drainPatience = .zero
        settings.shutdownLimit = .seconds(2)
        return settings
    }

    private func hooks(_ watch: PlanWatch) -> ServerHooks {
        let evidence = MQTTEvidence(recorder: recorder, plans: watch)
        var hooks = ServerHooks()
        hooks.wireObserver = WireEvidence(recorder, plans: watch)
        hooks.wrapPublisher = { RecordingPublisher($0, evidence: evidence) }
        hooks.wrapBrokerControl = { WatchedBroker(control: $0, watch: watch) }
        hooks.onClientEvent = { evidence.take($0) }
        return hooks
    }

    private func observe(_ world: World, until stop: @escaping @Sendable () async -> Void) async {
        let end = world.now + plan.window
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stop() }
            group.addTask { await self.wait(for: end, in: world) }
            group.addTask { await self.playFaults(in: world) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Returns when the task is cancelled, as the observation goes on when every fault was delivered.
    private func playFaults(in world: World) async {
        let window = mode.speed > 0 ? Duration.milliseconds(Double(plan.window.milliseconds) / mode.speed) : nil
        await plan.faults?.play(in: world, recorder: recorder, window: window)
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }

    /// Looks again every fifth of a second, as the clock may leap.
    private func wait(for end: SimulatedInstant, in world: World) async {
        while world.now < end, !recorder.isFull, !Task.isCancelled {
            let rest = Double((end - world.now).milliseconds) / max(mode.speed, 0.001)
            try? await Task.sleep(for: .milliseconds(max(1, min(rest.rounded(.up), 200))))
        }
    }
}
