import ArgumentParser
import HESContract
import HESScenario
import HESSimulation
import SimulationKernel

struct MeterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meter",
        abstract: "Show what a meter measures, straight from the load model.",
        discussion: """
            Example: hes-sim meter 202407100001 --at 2024-07-11 --day
            Example: hes-sim meter 202407100001 --at '2024-07-11 16:20:01'
            Example: hes-sim meter 202407100001 --day --svg day.svg
            """
    )

    @Argument(help: ArgumentHelp("Meter number.", valueName: "devaddr"))
    var devAddr: String

    @Option(
        help: ArgumentHelp("Day or instant, in the world's zone. Default: the world's start.", valueName: "instant")
    )
    var at: String?

    @Flag(help: "The whole day: a table of its hours and a plot of its quarter hours.")
    var day = false

    @Flag(help: "Comma-separated values; with --day one line for each quarter hour.")
    var csv = false

    @Option(
        help: ArgumentHelp(
            "With --day: draw the day's load into this file instead; '-' is standard output.",
            valueName: "file"
        )
    )
    var svg: String?

    @Option(help: ArgumentHelp("Scenario file. Default: the built-in demo.", valueName: "file"))
    var scenario: String?

    @Option(help: "Seed of every random choice. Default: as the scenario says.")
    var seed: UInt64?

    func run() async throws {
        do {
            if svg != nil, !day || csv {
                throw CommandFailure.usage("--svg draws a day: it needs --day, and goes without --csv")
            }
            let world = try world()
            let instant = try instant(in: world)
            let readings = try MeterReadings(devAddr, in: world)
            if let svg {
                try PictureFile(svg).write(DayPicture(readings.day(of: instant), of: devAddr, zone: world.zone).svg)
            } else if day {
                let rows = readings.day(of: instant)
                print(csv ? DayTable(rows, zone: world.zone).csv : DayTable(rows, zone: world.zone).text(of: devAddr))
            } else {
                print(csv ? readings.csv(at: instant) : readings.text(at: instant))
            }
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    /// The first of the scenario's worlds that has the meter.
    private func world() throws -> WorldConfiguration {
        let scenarios = try ScenarioFiles.read([scenario].compactMap { $0 }, seed: seed)
        let worlds = scenarios.flatMap(\.worlds)
        if let world = worlds.first(where: { MeterPlant($0).meter(devAddr) != nil }) { return world }
        let first = worlds.flatMap(\.meterGroups).prefix(3).map(\.first).joined(separator: ", ")
        throw CommandFailure.failed("no meter '\(devAddr)' in the scenario; it has \(first), …")
    }

    private func instant(in world: WorldConfiguration) throws -> SimulatedInstant {
        guard let at else { return world.start }
        if let time = CivilTime(parsing: at) ?? CivilTime(parsing: at + " 00:00:00") {
            return world.zone.instant(of: time)
        }
        throw CommandFailure.usage("--at must be like 2024-07-11 or '2024-07-11 16:20:01', not '\(at)'")
    }
}
