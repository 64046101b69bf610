import HESRuntime
package import HESScenario
package import HESSimulation
import HESState
package import Logging
package import SimulationKernel

/// A scenario with the fingerprint by which a state file recognises it.
package struct ServerScenario: Sendable {
    package let scenario: Scenario
    fileprivate let fingerprint: ScenarioFingerprint

    /// - Parameters:
    ///   - scenario: as it was read.
    ///   - identity: everything beside the seed that decides what the worlds do, such as the document's bytes.
    package init(_ scenario: Scenario, identity: [UInt8]) {
        self.scenario = scenario
        fingerprint = ScenarioFingerprint(scenario: identity, seed: scenario.worlds.first?.seed ?? 0)
    }
}

/// The worlds with which a server begins: as their scenarios make them, or as the state file left them.
package struct ServerWorlds: Sendable {
    private struct Initial {
        /// Of the scenario's world, also if another one has replaced that.
        let name: String
        var replay: Replay
        let mode: ClockMode
        /// That to which a reset returns.
        let startMode: ClockMode
        /// Whether a real clock begins at the wall clock's instant.
        let beginsNow: Bool
        /// Whether the file leaves out its users.
        let hasMadeUpUsers: Bool
    }

    private struct Saved {
        let file: StateFile
        let recorder: StateRecorder
    }

    private let worlds: [Initial]
    private let saved: Saved?

    /// One world that begins as configured.
    package init(_ configuration: WorldConfiguration, mode: ClockMode) {
        worlds = [
            Initial(
                name: configuration.tenantCode,
                replay: Replay(configuration),
                mode: mode,
                startMode: mode,
                beginsNow: false,
                hasMadeUpUsers: false
            )
        ]
        saved = nil
    }

    /// `mode` overrides those of the scenarios.
    package init(_ scenarios: [ServerScenario], mode: ClockMode?) {
        worlds = Self.worlds(scenarios, mode: mode, replays: [:])
        saved = nil
    }

    /// Replays the inputs of a state file, which the server goes on to write.
    ///
    /// - Parameters:
    ///   - stateFile: its path; made if it does not exist.
    ///   - mode: overrides the clock modes of state file and scenarios.
    ///   - logger: logs how long restoring took.
    ///   - load: reads the scenarios; gets, by tenant code, when the worlds in the file began.
    /// - Throws: `ServerFailure.state`, and what `load` throws.
    package init(
        stateFile: String,
        mode: ClockMode?,
        logger: Logger,
        load: (_ starts: [String: SimulatedInstant]) throws -> [ServerScenario]
    ) throws {
        do {
            let file = try StateFile(stateFile)
            let scenarios = try load(file.starts)
            let initial = scenarios.flatMap { loaded in
                loaded.scenario.worlds.map { InitialWorld($0, fingerprint: loaded.fingerprint) }
            }
            let began = ContinuousClock.now
            let restored = try file.restore(initial, notation: .documents)
            logger.info(
                "State restored",
                metadata: ["input.count": "\(restored.inputCount)", "duration": "\(began.duration(to: .now))"]
            )
            worlds = Self.worlds(scenarios, mode: mode, replays: restored.replays)
            saved = Saved(file: file, recorder: StateRecorder(file, logger: logger))
        } catch let error as StateError {
            throw ServerFailure.state(error)
        }
    }

    private static func worlds(
        _ scenarios: [ServerScenario],
        mode: ClockMode?,
        replays: [String: Replay]
    ) -> [Initial] {
        scenarios.map(\.scenario).flatMap { scenario in
            scenario.worlds.map { world in
                let replay = replays[world.tenantCode] ?? Replay(world)
                let startMode = mode ?? replay.replacement?.mode ?? scenario.clockMode
                let nowMode = mode ?? replay.mode ?? startMode
                let isStartGiven = replay.replacement?.isStartGiven ?? scenario.isStartGiven
                return Initial(
                    name: world.tenantCode,
                    replay: replay,
                    mode: nowMode,
                    startMode: startMode,
                    beginsNow: nowMode == .real && !isStartGiven,
                    hasMadeUpUsers: scenario.madeUpTenants.contains(world.tenantCode)
                )
            }
        }
    }

    package var tenantCodes: [String] { worlds.map(\.replay.headEnd.configuration.tenantCode) }

    /// What clients log in with where the scenario leaves it out, by tenant.
    package var madeUpLogins: [(tenantCode: String, user: User)] {
        worlds.filter(\.hasMadeUpUsers).flatMap { world in
            let configuration = world.replay.headEnd.configuration
            return configuration.users.map { (configuration.tenantCode, $0) }
        }
    }

    /// Tenants whose clock stands still until a command moves it.
    package var tenantsOnManualClocks: [String] {
        worlds.filter { $0.mode == .manual }.map(\.replay.headEnd.configuration.tenantCode)
    }

    var mqttLogins: [MQTTLogin] { worlds.map { MQTTLogin($0.replay.headEnd.configuration) } }

    /// Adds the worlds; the broker must be connected, as pushes that it has not acknowledged are published at once.
    func add(to simulator: Simulator, with surroundings: Simulator.Surroundings) {
        for var world in worlds {
            if world.beginsNow { world.replay.goOn(at: WallClock.now) }
            simulator.addWorld(
                world.replay,
                mode: world.mode,
                startMode: world.startMode,
                in: surroundings,
                recording: saved.map { Simulator.Recording($0.recorder, name: world.name) }
            )
        }
    }

    func stateService(_ simulator: Simulator) -> StateService? {
        saved.map { StateService($0.file, recorder: $0.recorder, simulator: simulator) }
    }
}
