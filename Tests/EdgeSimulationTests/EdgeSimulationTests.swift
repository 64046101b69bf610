import Foundation
import HESMQTT
import MQTTClient
import Testing

@Suite("The edges under a seeded scheduler")
struct EdgeSimulationTests {
    @Test("what is accepted is pushed or reported as failed, in order, under any storm of faults")
    func storms() async throws {
        let settings = Settings()
        var tally = Tally()
        var seed = settings.firstSeed
        repeat {
            tally.add(try await Self.run(seed: seed))
            seed += 1
        } while ContinuousClock.now < settings.end
        print(tally)
        guard settings.isStorm else { return }
        #expect(
            tally.planCount > 0 && tally.failureCount > 0 && tally.crashCount > 0 && tally.repetitionCount > 0,
            "storms reach what they are for"
        )
    }

    @Test("the MQTT listener passes on every byte in order, and holds few, while peers stall")
    func relay() throws {
        let settings = Settings()
        var seed = settings.firstSeed
        repeat {
            var run = try RelaySimulation(seed: seed)
            for _ in 0..<Self.stepsPerSeed { try run.step() }
            try run.heal()
            seed += 1
        } while ContinuousClock.now < settings.end
    }

    @Test("the same seed gives the same run")
    func replay() async throws {
        let (first, second) = (try await Self.run(seed: 7), try await Self.run(seed: 7))

        #expect(first.network.delivered == second.network.delivered)
        #expect(first.accepted == second.accepted)
        #expect(first.stepCount == second.stepCount)
    }

    private static let stepsPerSeed = 3000

    private static func run(seed: UInt64) async throws -> EdgeSimulation {
        var run = try EdgeSimulation(seed: seed)
        for _ in 0..<stepsPerSeed { try await run.step() }
        try run.heal()
        try run.checkEnd()
        return run
    }
}

/// `HES_SEED` replays one seed; `HES_SOAK_SECONDS` and `HES_FIRST_SEED` say how long to go on, and from where.
private struct Settings {
    let firstSeed: UInt64
    let end: ContinuousClock.Instant
    /// Whether it runs many seeds.
    let isStorm: Bool

    init() {
        let environment = ProcessInfo.processInfo.environment
        let only = environment["HES_SEED"].flatMap { UInt64($0) }
        isStorm = only == nil
        firstSeed = only ?? environment["HES_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
        let seconds = environment["HES_SOAK_SECONDS"].flatMap { Int($0) } ?? 20
        end = .now + .seconds(isStorm ? seconds : 0)
    }
}

/// What runs have seen, to show that they saw something.
private struct Tally: CustomStringConvertible {
    private var seedCount = 0
    private var stepCount = 0
    private(set) var planCount = 0
    private(set) var failureCount = 0
    private(set) var crashCount = 0
    private(set) var repetitionCount = 0

    var description: String {
        "edges: \(stepCount) steps of \(seedCount) seeds, \(planCount) plans accepted, \(crashCount) crashes, \(failureCount) pushes reported as "
            + "failed, \(repetitionCount) received again"
    }

    mutating func add(_ run: EdgeSimulation) {
        let delivered = run.network.delivered
        seedCount += 1
        stepCount += run.stepCount
        planCount += run.accepted.count
        crashCount += run.pastRecords.count
        failureCount += run.process.record.outcomes.values.count { $0 != [.acknowledged] }
        repetitionCount += delivered.count - Set(delivered.map(\.topic)).count
    }
}
