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
        let saved = savedWorlds.sorted { $0.tenantCode < $1.tenantCode }
        try check(saved, against: worlds)
        var replays: [String: Replay] = [:]
        for world in worlds { replays[world.configuration.tenantCode] = Replay(world.configuration) }
        let count = try replay(into: &replays)
        for world in saved { try resume(&replays[world.tenantCode], at: world.mark) }
        for world in worlds where !saved.contains(where: { $0.tenantCode == world.configuration.tenantCode }) {
            try add(world)
        }
        return Restored(replays: replays, inputCount: count)
    }

    /// Goes on at the mark; if names up to it may have been given by calls that were lost, that is an input too.
    private func resume(_ replay: inout Replay?, at mark: HighWater) throws(StateError) {
        replay?.goOn(at: mark.instant)
        guard let known = replay, !mark.isWithin(known.highWater) else { return }
        let given = known.highWater
        let tenantCode = known.headEnd.configuration.tenantCode
        let input = RecordedInput(tenantCode: tenantCode, instant: known.instant, kind: .resume(mark.union(given)))
        try write { StateBatch(inputs: [input]) }
        try apply(input, to: &replay)
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
                try apply(input, to: &replays[input.tenantCode])
                count += 1
            }
        }
        return count
    }

    private func apply(_ input: RecordedInput, to replay: inout Replay?) throws(StateError) {
        do throws(Replay.Divergence) {
            try replay?.apply(input)
        } catch {
            throw .diverged(path: path, tenantCode: error.tenantCode, reason: error.reason)
        }
    }

    private func add(_ world: InitialWorld) throws(StateError) {
        try add(
            SavedWorld(
                tenantCode: world.configuration.tenantCode,
                start: world.configuration.start,
                fingerprint: world.fingerprint
            )
        )
    }
}
