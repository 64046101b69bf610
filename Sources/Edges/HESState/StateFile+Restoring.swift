package import HESSimulation
import SimulationKernel

/// A world as the scenario makes it.
package struct InitialWorld: Sendable {
    let configuration: WorldConfiguration
    let fingerprint: ScenarioFingerprint

    package init(_ configuration: WorldConfiguration, fingerprint: ScenarioFingerprint) {
        self.configuration = configuration
        self.fingerprint = fingerprint
    }
}

extension StateFile {
    package struct Restored: Sendable {
        /// By tenant code.
        package let replays: [String: Replay]
        package let inputCount: Int
    }

    /// Restores the worlds to their saved state; worlds that the file lacks are added to it.
    ///
    /// - Throws: `otherScenario` before anything is written; `diverged`, `damaged`.
    package func restore(_ worlds: [InitialWorld]) throws(StateError) -> Restored {
        let saved = try savedWorlds()
        try check(saved, against: worlds)
        var replays: [String: Replay] = [:]
        for world in worlds { replays[world.configuration.tenantCode] = Replay(world.configuration) }
        let count = try replay(into: &replays)
        for world in saved { replays[world.tenantCode]?.goOn(at: world.seen) }
        for world in worlds where !saved.contains(where: { $0.tenantCode == world.configuration.tenantCode }) {
            try add(world)
        }
        return Restored(replays: replays, inputCount: count)
    }

    private func check(_ saved: [SavedWorld], against worlds: [InitialWorld]) throws(StateError) {
        for known in saved {
            let world = worlds.first { $0.configuration.tenantCode == known.tenantCode }
            guard let world, world.fingerprint == known.fingerprint, world.configuration.start == known.start else {
                throw .otherScenario(path: path, tenantCode: known.tenantCode)
            }
        }
    }

    private func replay(into replays: inout [String: Replay]) throws(StateError) -> Int {
        var count = 0
        try Self.guarded(at: path) {
            try forEachInput { input in
                guard replays[input.tenantCode] != nil else {
                    throw StateError.damaged(path: path, reason: "an input of no tenant")
                }
                do throws(Replay.Divergence) {
                    try replays[input.tenantCode]?.apply(input)
                } catch {
                    throw StateError.diverged(path: path, tenantCode: error.tenantCode)
                }
                count += 1
            }
        }
        return count
    }

    private func add(_ world: InitialWorld) throws(StateError) {
        try add(
            SavedWorld(
                tenantCode: world.configuration.tenantCode,
                start: world.configuration.start,
                fingerprint: world.fingerprint,
                seen: world.configuration.start
            )
        )
    }
}
