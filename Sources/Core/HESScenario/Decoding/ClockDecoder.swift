import HESContract
import HESSimulation
import JSON
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

    /// A wrong value is a problem and reads as its default, so that the rest of the file is still checked.
    func decode(_ place: Place?) -> ClockSettings {
        guard let reader = place?.object() else { return ClockSettings(mode: .real, start: now, zone: .plusEight) }
        let startPlace = reader.optional("start", about: "Wall-clock time in the world's zone; now where it is absent.")
        let zonePlace = reader.optional("timeZone", about: "A fixed offset or an IANA name.", default: "+08:00")
        let modePlace = reader.optional(
            "mode",
            about:
                """
                \"real\": with the wall clock; \"x60\": sixty times as fast; \"manual\": stands still until advanced; \
                \"auto\": leaps to what a plan, a push, an answer or a rule's timed effect waits for.
                """,
            default: "real"
        )
        reader.finish()
        let zone = zonePlace.flatMap(zone) ?? .plusEight
        let mode = modePlace.flatMap(mode) ?? .real
        let start = startPlace.flatMap(modelledTime).map { zone.instant(of: $0) }
        return ClockSettings(mode: mode, start: start ?? now, isStartGiven: start != nil, zone: zone)
    }

    /// A start within the years of the load model, less those of the history before it.
    private func modelledTime(_ place: Place) -> CivilTime? {
        guard let time = place.civilTime() else { return nil }
        guard (1995...2095).contains(time.date.yearMonthDay.year) else {
            place.complain(expected: "a start from 1995 to 2095, the years of the load model")
            return nil
        }
        return time
    }

    private func zone(_ place: Place) -> WorldZone? {
        place.note("examples", as: ["+08:00", "UTC", "Europe/Berlin"]).text(
            "a fixed offset like \"+08:00\" or an IANA name like \"Europe/Berlin\"",
            pattern: "^(Z|UTC|[+-](0[0-9]|1[0-4]):[0-5][0-9]|[^/]+/.+)$",
            parse: TimeZoneTable.zone(named:)
        )
    }

    private func mode(_ place: Place) -> ClockMode? {
        place.note("examples", as: ["real", "manual", "auto", "x60"]).text(
            "\"real\", \"manual\", \"auto\" or a factor like \"x60\"",
            pattern: #"^(real|manual|auto|x[0-9]+(\.[0-9]+)?)$"#,
            parse: ClockMode.init(parsing:)
        )
    }
}
