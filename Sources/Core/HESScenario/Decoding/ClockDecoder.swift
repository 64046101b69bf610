import HESContract
import HESSimulation
import SimulationKernel

struct ClockSettings {
    var mode: ClockMode
    var start: SimulatedInstant
    var isStartGiven = false
    var zone: WorldZone
}

/// `clock`: start, timeZone, mode.
struct ClockDecoder {
    let now: SimulatedInstant

    /// What is wrong gets a complaint and its default, so that the rest of the file is still checked.
    func decode(_ place: Place?) -> ClockSettings {
        guard let reader = place?.object() else { return ClockSettings(mode: .real, start: now, zone: .plusEight) }
        let startPlace = reader.optional("start")
        let zone = zone(reader.optional("timeZone")) ?? .plusEight
        let mode = mode(reader.optional("mode")) ?? .real
        reader.finish()
        let start = startPlace.flatMap(modelledTime).map { zone.instant(of: $0) }
        return ClockSettings(mode: mode, start: start ?? now, isStartGiven: start != nil, zone: zone)
    }

    /// The load model's years, with room for the history before the start.
    private func modelledTime(_ place: Place) -> CivilTime? {
        guard let time = place.civilTime() else { return nil }
        guard (1995...2095).contains(time.date.yearMonthDay.year) else {
            place.complain(expected: "a start from 1995 to 2095, the years of the load model")
            return nil
        }
        return time
    }

    private func zone(_ place: Place?) -> WorldZone? {
        guard let place else { return .plusEight }
        guard let name = place.node.value.string, let zone = TimeZoneTable.zone(named: name) else {
            place.complain(expected: "a fixed offset like \"+08:00\" or an IANA name like \"Europe/Berlin\"")
            return nil
        }
        return zone
    }

    private func mode(_ place: Place?) -> ClockMode? {
        guard let place else { return .real }
        guard let text = place.node.value.string, let mode = ClockMode(parsing: text) else {
            place.complain(expected: "\"real\", \"manual\" or a factor like \"x60\"")
            return nil
        }
        return mode
    }
}
