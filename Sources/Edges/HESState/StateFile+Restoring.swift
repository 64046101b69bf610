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
    /// `notation` reads rules and documents that came over the control API.
    ///
    /// - Throws: `otherScenario` before anything is written; `codeTaken`, `diverged`, `damaged`.
    package func restore(
        _ worlds: [InitialWorld],
        notation: ScenarioNotation = .none
    ) throws(StateError) -> Restored {
        let saved = savedWorlds.sorted { $0.tenantCode < $1.tenantCode }
        try check(saved, against: worlds)
        var replays: [String: Replay] = [:]
        for world in worlds {
            replays[world.configuration.tenantCode] = Replay(world.configuration, notation: notation)
        }
        let count = try replay(into: &replays)
        try checkCodes(of: worlds, in: replays)
        for world in saved { try resume(&replays[world.tenantCode], at: world) }
        for world in worlds where !saved.contains(where: { $0.tenantCode == world.configuration.tenantCode }) {
            try add(world)
        }
        return Restored(replays: replays, inputCount: count)
    }

    /// Goes on at the mark; if names up to it may have been given by calls that were lost, that is an input too.
    private func resume(_ replay: inout Replay?, at world: SavedWorld) throws(StateError) {
        let mark = world.mark
        // A mark of a life before says nothing of the one that a reset has begun.
        if let life = replay?.headEnd.life, mark.life >= life { replay?.goOn(at: mark.instant) }
        guard let known = replay, !mark.isWithin(known.highWater) else { return }
        let kind = RecordedInput.Kind.resume(mark.union(known.highWater))
        let input = RecordedInput(tenantCode: world.tenantCode, instant: known.instant, kind: kind)
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

    /// A replacement may have another code than its scenario's world, and the scenario may have gained that code since.
    private func checkCodes(of worlds: [InitialWorld], in replays: [String: Replay]) throws(StateError) {
        var owners: [String: String] = [:]
        for world in worlds {
            let tenantCode = world.configuration.tenantCode
            guard let replay = replays[tenantCode] else { continue }
            for code in replay.headEnd.configuration.topicCodes {
                if let other = owners.updateValue(tenantCode, forKey: code) {
                    let replaced = replay.replacement == nil ? other : tenantCode
                    throw .codeTaken(path: path, tenantCode: replaced, code: code)
                }
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
