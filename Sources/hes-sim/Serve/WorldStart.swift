import HESRuntime
import HESScenario
import HESSimulation
import HESState
import Logging
import SimulationKernel

/// The worlds of a run before they run: as their scenarios make them, or as the state file left them.
struct WorldStart {
    private struct Saved {
        let file: StateFile
        let recorder: StateRecorder
        let replays: [String: Replay]
    }

    private let scenarios: [Scenario]
    private let mode: ClockMode?
    private let saved: Saved?

    /// Reads the scenarios, and replays the inputs of the state file where there is one.
    ///
    /// - Throws: ``CommandFailure``.
    init(_ command: ServeCommand, logger: Logger) throws {
        mode = command.clock.flatMap { ClockMode(parsing: $0) }
        guard let path = command.state else {
            scenarios = try ScenarioFiles.read(command.scenario, seed: command.seed, command.pack())
            saved = nil
            return
        }
        do {
            let file = try StateFile(path)
            let loaded = try ScenarioFiles.load(
                command.scenario,
                seed: command.seed,
                command.pack(),
                starts: try file.starts()
            )
            scenarios = loaded.map(\.scenario)
            let replays = try Self.restore(loaded, from: file, logger)
            saved = Saved(file: file, recorder: StateRecorder(file, logger: logger), replays: replays)
        } catch let error as StateError {
            throw CommandFailure(error)
        }
    }

    var mqttLogins: [MQTTLogin] { scenarios.flatMap(\.worlds).map { MQTTLogin($0) } }

    /// The broker must be connected: what it has not acknowledged is published at once.
    func addWorlds(
        to simulator: Simulator,
        _ surroundings: Simulator.Surroundings
    ) {
        for scenario in scenarios {
            for world in scenario.worlds {
                var replay = saved?.replays[world.tenantCode] ?? Replay(world)
                let mode = mode ?? replay.mode ?? scenario.clockMode
                if mode == .real, !scenario.isStartGiven { replay.goOn(at: ScenarioFiles.now) }
                simulator.addWorld(
                    replay,
                    mode: mode,
                    surroundings,
                    recorder: saved?.recorder
                )
            }
        }
    }

    func stateService(_ simulator: Simulator) -> StateService? {
        saved.map { StateService($0.file, recorder: $0.recorder, simulator: simulator) }
    }

    private static func restore(
        _ loaded: [ScenarioFiles.Loaded],
        from file: StateFile,
        _ logger: Logger
    ) throws -> [String: Replay] {
        let worlds = loaded.flatMap { file in
            file.scenario.worlds.map { InitialWorld($0, fingerprint: file.fingerprint) }
        }
        let clock = ContinuousClock()
        let began = clock.now
        let restored = try file.restore(worlds)
        logger.info(
            "State restored",
            metadata: ["input.count": "\(restored.inputCount)", "duration": "\(began.duration(to: clock.now))"]
        )
        return restored.replays
    }
}

extension CommandFailure {
    init(_ error: StateError) {
        let code: Int32 =
            switch error {
            case .inUse: 3
            case .notWritten: 1
            case .cannotOpen, .foreign, .newer, .damaged, .otherScenario, .diverged: 2
            }
        self.init(code: code, message: error.description)
    }
}
