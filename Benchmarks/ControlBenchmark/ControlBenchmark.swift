import HESContract
import HESRuntime
import HESSimulation
import Logging
import SimulationKernel
import Synchronization

/// Prints what virtual time costs: `docs/internals/performance.md` has the figures.
///
/// `control-benchmark plans 10000` carries out that many plans and nothing else, for a tool that counts.
@main
struct ControlBenchmark {
    static func main() async throws {
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "plans" {
            return try await plans(Int(CommandLine.arguments[2]) ?? 0)
        }
        try await plans(100_000)
        try await eventsPerSecond()
        try await slowPlan()
        try await yearOfDailyReads()
        worlds()
        journal()
    }

    /// Reads of 100 DCUs with 200 meters each, one after another on each medium.
    private static func eventsPerSecond() async throws {
        let bench = Bench(dcus: 100, metersPerDCU: 200, link: .plc)
        for dcu in 0..<100 { for _ in 0..<20 { bench.read(meters: bench.numbers(ofDCU: dcu)) } }
        let events = bench.world.read { headEnd, _ in headEnd.scheduledCount }
        let seconds = try await bench.time { _ = try await bench.world.command(.untilIdle) }
        print(
            "virtual time: \(events) events in \(format(seconds)) s = \(Int(Double(events) / seconds / 1000)) k events/s"
        )
    }

    /// Plans of one meter, from the parsed head of the call to the settled push: one thread, without HTTP and MQTT.
    private static func plans(_ count: Int) async throws {
        let bench = Bench(dcus: 3, metersPerDCU: 200, link: .instant)
        let meters = (0..<200).map { "\(100_000_000 + $0)" }
        let seconds = try await bench.time {
            for first in stride(from: 0, to: count, by: 16) {
                for number in first..<min(first + 16, count) { bench.read(meters: meters[number % 200]) }
                _ = try await bench.world.command(.advance(.milliseconds(200)))
            }
        }
        print("plans: \(format(seconds / Double(count) * 1e6)) µs each (\(count))")
    }

    private static func slowPlan() async throws {
        let bench = Bench(dcus: 1, metersPerDCU: 200, link: .plc)
        bench.read(meters: bench.numbers(ofDCU: 0))
        let start = bench.world.now
        let seconds = try await bench.time { _ = try await bench.world.command(.untilIdle) }
        let minutes = Double((bench.world.now - start).milliseconds) / 60_000
        print("200 PLC meters: \(format(minutes)) simulated minutes in \(format(seconds * 1000)) ms")
    }

    private static func yearOfDailyReads() async throws {
        let bench = Bench(dcus: 5, metersPerDCU: 200, link: .instant)
        let seconds = try await bench.time {
            for _ in 0..<365 {
                bench.logIn()
                let day = bench.world.read { headEnd, _ in headEnd.configuration.zone.civilTime(at: headEnd.now).date }
                for dcu in 0..<5 { bench.readFrozen(meters: bench.numbers(ofDCU: dcu), on: day) }
                _ = try await bench.world.command(.advance(.days(1)))
            }
        }
        print(
            "a year of daily rows of 1000 meters: \(format(seconds)) s, \(bench.publisher.bytes / 1_000_000) MB pushed"
        )
    }

    private static func worlds() {
        let bench = Bench(dcus: 1, metersPerDCU: 200, link: .instant)
        let clock = ContinuousClock()
        let spent = clock.measure {
            for number in 0..<1000 {
                let world = Bench.configuration("w\(number)", dcus: 3, metersPerDCU: 200, link: .instant)
                _ = bench.simulator.addNewWorld(world, mode: .manual, in: bench.surroundings)
            }
            for number in 0..<1000 { _ = bench.simulator.removeWorld(tenantCode: "w\(number)") }
        }
        print("creating and deleting a world: \(format(seconds(spent))) ms (mean of 1000 that live at once)")
    }

    /// What the entries of one plan cost: two of the call, four of its life, one acknowledgement.
    private static func journal() {
        var journal = Journal()
        let id = PlanID(ordinal: 1)
        let now = SimulatedInstant(milliseconds: 0)
        let call = Call.readSingle(.init(devAddrs: ["001100000001"], cgcode: .importActiveEnergy))
        let http = JournalEntry.HTTPNote(.readSingle, call: call, user: "demo", status: 200, code: 200, planID: id)
        let push = JournalEntry.PushNote(
            planID: id,
            topic: "/1000000067/P003_20240711162000000000",
            ticket: 1,
            status: .success,
            devAddrs: call.devAddrs
        )
        let count = 1_000_000
        let spent = ContinuousClock().measure {
            for _ in 0..<count {
                journal.record(.plan(id, .readSingle, .accepted), at: now)
                journal.record(.plan(id, .readSingle, .reading), at: now)
                journal.record(.http(http), at: now)
                journal.record(.push(push), at: now)
                journal.record(.plan(id, .readSingle, .published), at: now)
                journal.record(.puback(id, ticket: 1), at: now)
            }
        }
        print("journal: \(format(seconds(spent) / Double(count) * 1e6)) µs a plan")
    }
}

func seconds(_ duration: Duration) -> Double {
    let (whole, attoseconds) = duration.components
    return Double(whole) + Double(attoseconds) * 1e-18
}

func format(_ number: Double) -> String {
    number < 10 ? "\((number * 1000).rounded() / 1000)" : "\((number * 10).rounded() / 10)"
}
