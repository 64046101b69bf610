import HESRuntime
import HESScenario
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESState

@Suite struct `A world whose rules, tokens and scenario change over the control API` {
    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `is the same after every restart`(seed: UInt64) async throws {
        try await withStatePath { path in
            var world = try ControlledWorld(path, seed: seed)
            for _ in 0..<150 { try await world.takeAny() }
            try await world.take(.stop)
        }
    }

    @Test(arguments: ["arm", "disarm", "revoke", "reset", "replace"])
    func `is another one where a kind of change is not recorded`(kind: String) async throws {
        let forgotten: ForgetfulRecorder.Choice = { "\($0)".hasPrefix(kind) }
        await withKnownIssue("\(kind) is not recorded") {
            for seed in 1...4 as ClosedRange<UInt64> {
                try await withStatePath { path in
                    var world = try ControlledWorld(path, seed: seed, forgotten: forgotten)
                    for _ in 0..<150 { try await world.takeAny() }
                    try await world.take(.stop)
                }
            }
        }
    }

    @Test func `meets every kind of input on the way`() async throws {
        var taken: [ControlledWorld.Step: Int] = [:]
        for seed in 1...3 as ClosedRange<UInt64> {
            try await withStatePath { path in
                var world = try ControlledWorld(path, seed: seed)
                for _ in 0..<150 { try await world.takeAny() }
                taken.merge(world.taken, uniquingKeysWith: +)
            }
        }
        for step in ControlledWorld.Step.allCases { #expect(taken[step, default: 0] > 1, "\(step)") }
    }
}
