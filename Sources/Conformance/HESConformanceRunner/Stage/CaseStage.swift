import HESConformance
import HESContract
import HESHTTP
import HESMQTT
package import HESRuntime
import HESSimulation
package import Logging
import MQTTClient
import ServiceLifecycle
import SimulationKernel

/// Everything that one case has to itself: a world, an HTTP port, an MQTT listener, a road to the broker, its evidence.
package struct CaseStage: Sendable {
    package let plan: StagePlan
    package let world: World
    package let recorder: EvidenceRecorder
    package let httpPort: Int
    package let mqttPort: Int
    let watch: PlanWatch

    /// Opens the stage, lets `body` play on it and takes it down again.
    ///
    /// - Throws: `StageError` where it cannot be opened, and what `body` throws.
    package static func with<Result: Sendable>(
        _ plan: StagePlan,
        _ broker: SharedBroker,
        logger: Logger,
        _ body: @escaping @Sendable (CaseStage) async throws -> Result
    ) async throws -> Result {
        let configuration = try plan.configuration()
        let recorder = EvidenceRecorder(start: configuration.start)
        let watch = PlanWatch()
        let evidence = MQTTEvidence(recorder: recorder, plans: watch)
        let simulator = Simulator(logger: logger, observer: WireEvidence(recorder, watch))
        let publisher = try openPublisher(plan, broker, simulator, watch, logger)
        defer { publisher.queue.stop() }
        try await publisher.queue.waitUntilConnected(within: .seconds(10))
        let listener = try await MQTTListener.start(
            port: 0,
            broker: broker.address,
            logger: logger,
            onEvent: { evidence.take($0) }
        )
        let faults = BrokerFaults(logger: logger)
        faults.set(listener, isShared: { false })
        let surroundings = Simulator.Surroundings(
            publisher: RecordingPublisher(publisher, evidence),
            brokerControl: WatchedBroker(faults: faults, watch: watch)
        )
        let world = simulator.addWorld(Replay(configuration), mode: .manual, surroundings)
        recorder.attach(world)
        recorder.hide(plan.user.password, as: "<password>")
        recorder.hide(plan.user.secretKey, as: "<secretKey>")
        let result = await Self.serve(simulator, surroundings, logger) { port in
            let stage = CaseStage(
                plan: plan,
                world: world,
                recorder: recorder,
                httpPort: port,
                mqttPort: listener.port,
                watch: watch
            )
            return try await stage.play(body)
        }
        _ = simulator.removeWorld(tenantCode: plan.tenantCode)
        await listener.stop()
        return try result.get()
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

    private static func openPublisher(
        _ plan: StagePlan,
        _ broker: SharedBroker,
        _ simulator: Simulator,
        _ watch: PlanWatch,
        _ logger: Logger
    ) throws -> BrokerPublisher {
        let publisher = try BrokerPublisher(
            configuration: broker.address.configuration(clientID: "hes-\(plan.tenantCode)"),
            limits: DeliveryLimits(),
            logger: logger,
            onConnection: { _ in },
            onSettled: { world, ticket, failure in
                simulator.settle(world, ticket, failure: failure)
                watch.wake()
            }
        )
        try publisher.queue.start()
        return publisher
    }

    /// Runs the HTTP port for as long as `body` does.
    private static func serve<Result: Sendable>(
        _ simulator: Simulator,
        _ surroundings: Simulator.Surroundings,
        _ logger: Logger,
        _ body: @Sendable @escaping (_ port: Int) async throws -> Result
    ) async -> Swift.Result<Result, any Error> {
        let (ports, opened) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let edge = HTTPEdge(
            settings: HTTPEdge.Settings(role: .openAPI, host: "127.0.0.1", port: 0),
            simulator: simulator,
            readiness: Readiness(),
            worldFactory: WorldFactory(surroundings, defaultScenario: []) { SimulatedInstant(milliseconds: 0) },
            logger: logger
        )
        do {
            let http = try edge.service { port in
                opened.yield(port)
                opened.finish()
            }
            var configuration = ServiceGroupConfiguration(services: [http], logger: logger)
            configuration.maximumGracefulShutdownDuration = .milliseconds(200)
            let services = ServiceGroup(configuration: configuration)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { opened.finish() }
                    try await services.run()
                }
                guard let port = await ports.first(where: { _ in true }) else {
                    throw StageError(what: "no HTTP port could be opened")
                }
                let result: Swift.Result<Result, any Error>
                do { result = .success(try await body(port)) } catch { result = .failure(error) }
                await services.triggerGracefulShutdown()
                while let ended = await group.nextResult() { _ = ended }
                return result
            }
        } catch {
            return .failure(error)
        }
    }
}
