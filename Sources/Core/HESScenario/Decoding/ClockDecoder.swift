import HESContract
import HESSimulation
import SimulationKernel

struct ClockSettings {
    var mode: ClockMode
    var start: SimulatedInstant
    var zone: WorldZone
}

/// `clock`: start, timeZone, mode.
struct ClockDecoder {
    let now: SimulatedInstant

    /// - Returns: nil after a complaint.
    func decode(_ place: Place?) -> ClockSettings? {
        guard let place else { return ClockSettings(mode: .real, start: now, zone: .plusEight) }
        guard let reader = place.object() else { return nil }
        let startPlace = reader.optional("start")
        let zonePlace = reader.optional("timeZone")
        let modePlace = reader.optional("mode")
        reader.finish()
        guard let zone = zone(zonePlace), let mode = mode(modePlace) else { return nil }
        guard let startPlace else { return ClockSettings(mode: mode, start: now, zone: zone) }
        guard let time = startPlace.civilTime() else { return nil }
        return ClockSettings(mode: mode, start: zone.instant(of: time), zone: zone)
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
