import HESConformance
import HESContract
import HESMQTT
package import HESRuntime
import HESServer
import HESSimulation
package import Logging
import SimulationKernel

/// Everything that one case has to itself: a server with one world, and the evidence of what goes over its ports.
package struct CaseStage: Sendable {
    package let plan: StagePlan
    package let world: World
    package let recorder: EvidenceRecorder
    package let httpPort: Int
    package let mqttPort: Int
    let watch: PlanWatch

    /// Starts the server, runs `body` while the case's clock advances by itself, and stops the server.
    ///
    /// - Throws: `StageError` for a wrong plan, `ServerFailure` when the server cannot be started, and what `body` throws.
    package static func with<Result: Sendable>(
        _ plan: StagePlan,
        _ broker: SharedBroker,
        logger: Logger,
        _ body: @escaping @Sendable (CaseStage) async throws -> Result
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
                throw StageError(what: "the world of tenant '\(plan.tenantCode)' is missing")
            }
            recorder.attach(world)
            let stage = CaseStage(
                plan: plan,
                world: world,
                recorder: recorder,
                httpPort: addresses.httpPort,
                mqttPort: addresses.mqttPort,
                watch: watch
            )
            return try await stage.play(body)
        }
    }

    private static func settings(_ broker: SharedBroker) -> ServerSettings {
        var settings = ServerSettings()
        settings.broker = .remote(broker.address)
        settings.mqttPort = 0
        settings.drainPatience = .zero
        settings.shutdownLimit = .milliseconds(200)
        return settings
    }

    private static func hooks(recorder: EvidenceRecorder, watch: PlanWatch) -> ServerHooks {
        let evidence = MQTTEvidence(recorder: recorder, plans: watch)
        var hooks = ServerHooks()
        hooks.wireObserver = WireEvidence(recorder, watch)
        hooks.wrapPublisher = { RecordingPublisher($0, evidence) }
        hooks.wrapBrokerControl = { WatchedBroker(control: $0, watch: watch) }
        hooks.onClientEvent = { evidence.take($0) }
        hooks.onPushSettled = { watch.wake() }
        return hooks
    }

    /// The clock goes on by itself meanwhile.
    private func play<Result: Sendable>(_ body: @Sendable (CaseStage) async throws -> Result) async throws -> Result {
        let pacer = CasePacer(self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await pacer.run() }
            defer { pacer.stop() }
            return try await body(self)
        }
    }
}
