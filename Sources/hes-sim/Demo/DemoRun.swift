import HESCollector
import HESContract
import HESReferenceClient
import HESRuntime
import HESServer
import HESSimulation
import Logging
import SimulationKernel
import UnixSignals

/// The collector beside the server, from the first line to the summary.
struct DemoRun: Sendable {
    let days: Int
    let dataFile: String?
    let mode: ClockMode

    /// Returns after a run whose every difference is explained.
    ///
    /// - Throws: ``CommandFailure``.
    func run(_ launch: Launch) async throws {
        let file = try dataFile.map { path in
            do { return try ValueFile(path) } catch { throw CommandFailure.usage("--data: \(error)") }
        }
        let isClean = try await launch.run { server, addresses in
            guard let world = server.simulator.worlds.first else { throw CommandFailure.failed("there is no world") }
            return try await collect(world, at: addresses, into: file)
        }
        if !isClean { throw CommandFailure(code: 1, message: "") }
    }

    /// - Returns: whether every difference is explained.
    private func collect(_ world: World, at addresses: ServerAddresses, into file: ValueFile?) async throws -> Bool {
        let configuration = world.read { headEnd, _ in headEnd.configuration }
        let client = try ReferenceClient(
            DemoClient(configuration, mode: mode).configuration(at: addresses),
            logger: .standardError("collector", level: .error)
        )
        let pace = WorldPace(world: world, moves: mode == .manual)
        let story = StoryLines(zone: configuration.zone)
        let start = world.now
        StandardOutput.write(Banner(configuration, at: addresses, mode: mode).text + "\n")
        let collector = Collector(
            client: client,
            clock: CollectorClock(now: { world.now }, wait: pace.wait),
            zone: configuration.zone,
            dcus: configuration.dcus.map(\.dcuNo),
            file: file
        ) { story.tell($1, at: $0) }
        await work(collector, with: client, at: pace, until: start + .days(Int64(days)))
        return await sum(up: collector, of: world, since: start)
    }

    /// Until the end, or until a signal comes.
    private func work(
        _ collector: Collector,
        with client: ReferenceClient,
        at pace: WorldPace,
        until end: SimulatedInstant
    ) async {
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await client.run()
                return false
            }
            tasks.addTask {
                await pace.drivePlans()
                return false
            }
            tasks.addTask {
                await collector.run(until: end)
                return true
            }
            tasks.addTask {
                for await _ in await UnixSignalsSequence(trapping: ShutdownSignals.all) { return true }
                return true
            }
            while await tasks.next() == false {}
            tasks.cancelAll()
            await client.stop()
        }
    }

    private func sum(up collector: Collector, of world: World, since start: SimulatedInstant) async -> Bool {
        world.runDue()
        let state = await collector.state
        let truth = world.read { headEnd, _ in FieldTruth(headEnd, known: state.meters.all.map(\.devAddr)) }
        let summary = Summary(
            Comparison(state, with: truth),
            of: state,
            during: start...max(start, truth.now),
            in: truth.zone
        )
        StandardOutput.write(summary.text + "\n")
        return summary.isClean
    }
}
