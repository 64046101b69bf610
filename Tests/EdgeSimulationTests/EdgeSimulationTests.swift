import Foundation
import HESMQTT
import MQTTClient
import Testing

@Suite("The edges under a seeded scheduler")
struct EdgeSimulationTests {
    @Test("what is accepted is pushed or reported as failed, in order, under any storm of faults")
    func storms() async throws {
        let settings = Settings()
        let tally = try await Self.tally(settings)
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
        let end = settings.end(from: .now)
        var seed = settings.firstSeed
        repeat {
            var run = try RelaySimulation(seed: seed)
            for _ in 0..<Self.stepsPerSeed { try run.step() }
            try run.heal()
            seed += 1
        } while ContinuousClock.now < end
    }

    @Test("the same seed gives the same run")
    func replay() async throws {
        let (first, second) = (try await Self.run(seed: 7), try await Self.run(seed: 7))

        #expect(first.network.delivered == second.network.delivered)
        #expect(first.accepted == second.accepted)
        #expect(first.stepCount == second.stepCount)
    }

    private static let stepsPerSeed = 3000

    /// Several tasks run one seed after another, each for the whole time from its own start.
    private static func tally(_ settings: Settings) async throws -> Tally {
        try await withThrowingTaskGroup(of: Tally.self) { group in
            for first in 0..<settings.width {
                group.addTask {
                    let end = settings.end(from: .now)
                    var (tally, seed) = (Tally(), settings.firstSeed + first)
                    repeat {
                        tally.add(Tally(of: try await run(seed: seed)))
                        seed += settings.width
                    } while ContinuousClock.now < end
                    return tally
                }
            }
            return try await group.reduce(into: Tally()) { $0.add($1) }
        }
    }

    private static func run(seed: UInt64) async throws -> EdgeSimulation {
        var run = try EdgeSimulation(seed: seed)
        do {
            for _ in 0..<stepsPerSeed { try await run.step() }
            try run.heal()
            try run.checkEnd()
        } catch {
            Issue.record("replay with HES_SEED=\(seed): failed at step \(run.stepCount)")
            throw error
        }
        return run
    }
}

/// `HES_SEED` replays one seed; `HES_SOAK_SECONDS` and `HES_FIRST_SEED` say how long to go on, and from where.
private struct Settings: Sendable {
    let firstSeed: UInt64
    private let duration: Duration
    /// Whether it runs many seeds.
    let isStorm: Bool
    /// How many seeds run at a time: one for each processor.
    let width: UInt64

    init() {
        let environment = ProcessInfo.processInfo.environment
        let only = environment["HES_SEED"].flatMap { UInt64($0) }
        isStorm = only == nil
        firstSeed = only ?? environment["HES_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
        let seconds = environment["HES_SOAK_SECONDS"].flatMap { Int($0) } ?? 20
        duration = .seconds(isStorm ? seconds : 0)
        width = isStorm ? UInt64(clamping: ProcessInfo.processInfo.activeProcessorCount) : 1
    }

    func end(from start: ContinuousClock.Instant) -> ContinuousClock.Instant { start + duration }
}

/// What runs have seen, to show that they saw something.
private struct Tally: CustomStringConvertible, Sendable {
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

    init() {}

    init(of run: EdgeSimulation) {
        let delivered = run.network.delivered
        seedCount = 1
        stepCount = run.stepCount
        planCount = run.accepted.count
        crashCount = run.pastRecords.count
        failureCount = run.process.record.outcomes.values.count { $0 != [.acknowledged] }
        repetitionCount = delivered.count - Set(delivered.map(\.topic)).count
    }

    mutating func add(_ other: Tally) {
        seedCount += other.seedCount
        stepCount += other.stepCount
        planCount += other.planCount
        crashCount += other.crashCount
        failureCount += other.failureCount
        repetitionCount += other.repetitionCount
    }
}
