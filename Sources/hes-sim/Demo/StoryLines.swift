import HESContract
import HESServer
import HESSimulation
import SimulationKernel
import Synchronization

/// What the collector tells, a line each, with the world's time; a new day has a line of its own.
final class StoryLines: Sendable {
    private let zone: WorldZone
    private let day = Mutex<CivilDate?>(nil)

    init(zone: WorldZone) {
        self.zone = zone
    }

    func tell(_ text: String, at instant: SimulatedInstant) {
        let time = zone.civilTime(at: instant)
        let isNew = day.withLock { day in
            defer { day = time.date }
            return day != time.date
        }
        if isNew { StandardOutput.write("\n\(Self.weekday(time.date)) \(time.description.prefix(10))\n") }
        StandardOutput.write("\(time.description.dropFirst(11).prefix(5))  \(text)\n")
    }

    private static func weekday(_ date: CivilDate) -> String {
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return names[(date.isoWeekday + 6) % 7]
    }
}

/// The first lines of the demo.
struct Banner {
    let text: String

    init(_ configuration: WorldConfiguration, at addresses: ServerAddresses, mode: ClockMode) {
        let count = configuration.meterGroups.reduce(0) { $0 + $1.count }
        let pace = mode == .manual ? "as fast as it goes" : "\(mode.description.dropFirst()) times as fast as life"
        text = """
            \(count) meters behind \(configuration.dcus.count) DCUs, \(pace)

                Open  \(addresses.http)/_sim/

                HTTP  \(addresses.http)/apis/openapi
                MQTT  \(addresses.mqtt)
                Ctrl-C ends it with a summary.
            """
    }
}
