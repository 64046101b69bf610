import HESConformance
import HESContract
import HESMQTT
package import HESRuntime
import HESServer
import HESSimulation
package import Logging
import SimulationKernel

/// The environment of one case: a server with one world, and the evidence of the traffic on its ports.
package struct CaseEnvironment: Sendable {
    package let plan: EnvironmentPlan
    package let world: World
    package let recorder: EvidenceRecorder
    package let httpPort: Int
    package let mqttPort: Int
    let watch: PlanWatch

    /// Starts the server, runs `body` while the case's clock advances by itself, and stops the server.
    ///
    /// - Throws: `EnvironmentError` for a wrong plan, `ServerFailure` when the server cannot be started, and what `body` throws.
    package static func with<Result: Sendable>(
        _ plan: EnvironmentPlan,
        on broker: SharedBroker,
        logger: Logger,
        body: @escaping @Sendable (CaseEnvironment) async throws -> Result
    ) async throws -> Result {
        let configuration = try plan.configuration()
        let recorder = EvidenceRecorder(start: configuration.start)
        recorder.hide(plan.user.password, as: "<password>")
        recorder.hide(plan.user.secretKey, as: "<secretKey>")
        let watch = PlanWatch()
        return try await SimulatorServer.withServer(
            settings(broker),
            worlds: ServerWorlds(configuration, mode: .manual),
            hooks: hooks(recorder: recorder, watch: watch),
            logger: logger
        ) { server, addresses in
            guard let world = server.simulator.world(tenantCode: plan.tenantCode) else {
                throw EnvironmentError(what: "the world of tenant '\(plan.tenantCode)' is missing")
            }
            recorder.attach(world)
            let environment = CaseEnvironment(
                plan: plan,
                world: world,
                recorder: recorder,
                httpPort: addresses.httpPort,
                mqttPort: addresses.mqttPort,
                watch: watch
            )
            return try await environment.play(body)
        }
    }

    private static func settings(_ broker: SharedBroker) -> ServerSettings {
        var settings = ServerSettings()
        settings.broker = .remote([broker.address])
        settings.mqttPort = 0
        // A client that is to see a push twice is told so by its case.
        settings.repeatsAfterLoss = false
        settings.drainPatience = .zero
        settings.shutdownLimit = .milliseconds(200)
        return settings
    }

    private static func hooks(recorder: EvidenceRecorder, watch: PlanWatch) -> ServerHooks {
        let evidence = MQTTEvidence(recorder: recorder, plans: watch)
        var hooks = ServerHooks()
        hooks.wireObserver = WireEvidence(recorder, plans: watch)
        hooks.wrapPublisher = { RecordingPublisher($0, evidence: evidence) }
        hooks.wrapBrokerControl = { WatchedBroker(control: $0, watch: watch) }
        hooks.onClientEvent = { evidence.take($0) }
        hooks.onPushSettled = { watch.wake() }
        hooks.movesClocks = true
        return hooks
    }

    /// Advances the case's clock while `body` runs.
    private func play<Result: Sendable>(
        _ body: @Sendable (CaseEnvironment) async throws -> Result
    ) async throws -> Result {
        let clock = CaseClock(self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await clock.run() }
            defer { clock.stop() }
            return try await body(self)
        }
    }
}

/// The broker that all cases of one worker share; they run one after another.
package struct SharedBroker: Sendable {
    let managed: ManagedBroker

    /// - Throws: `BrokerError` if mosquitto cannot be started.
    package static func start(logger: Logger) async throws -> SharedBroker {
        SharedBroker(managed: try await ManagedBroker.start(logger: logger))
    }

    package func stop() async { await managed.stop() }

    var address: BrokerAddress { managed.address }
}
