import HESContract
import HESMeterModel
import HESSimulation
import JSON
import SimulationKernel

/// One element of `tenants`: a world.
struct TenantDecoder {
    let seed: UInt64
    let clock: ClockSettings
    let mqtt: MQTTSettings

    func decode(_ place: Place) -> WorldConfiguration? {
        guard let reader = place.object() else { return nil }
        let codePlace = reader.optional("tenantCode", about: "Also a level of the MQTT topic; made up if absent.")
        let tenantCode = codePlace.flatMap(code)
        let users = UserDecoder().decode(reader.optional("users", about: "Who may log in; one is made up if absent."))
        let lifetime = tokenLifetime(reader.optional("token", about: "Of logins."))
        let limits = LimitsDecoder().decode(reader.optional("limits", about: "What the HES takes at most."))
        let dialect = DialectDecoder().decode(
            reader.optional("dialect", about: "How the HES speaks where the document is open.")
        )
        let profiles = ProfileDecoder().decode(
            reader.optional("profiles", about: "Kinds of customer by name, beside the shipped ones.")
        )
        let meters = MeterDecoder(clock: clock, profiles: profiles)
        let dcuPlaces =
            reader.optional("dcus", about: "Data concentrators with the meters of their archives.")?.elements() ?? []
        let dcus = DCUDecoder(meters: meters).decode(dcuPlaces)
        let loosePlaces =
            reader.optional("meters", about: "Meters that the HES knows, in no DCU's archive.")?.elements() ?? []
        let loose = loosePlaces.compactMap { meters.decode($0, dcu: nil) }
        let timing = TimingDecoder().decode(
            reader.optional("timing", about: "How long answers, pushes and reads take.")
        )
        let historyPlace = reader.optional("history", about: "What the HES has collected.")
        let history = HistoryDecoder(clock: clock, dialect: dialect).decode(historyPlace)
        let faultPlaces = reader.optional("faults", about: "What goes wrong, for whom and when.")?.elements() ?? []
        let faults = FaultDecoder(clock: clock).decode(faultPlaces)
        let eventPlaces = reader.optional("events", about: "What happens to the field, and when.")?.elements() ?? []
        let events = EventDecoder(clock: clock).decode(eventPlaces)
        _ = reader.optional("note", about: "For people; without effect.")?.string()
        reader.finish()
        MeterOverlap.warn(dcus.groups + loose)
        guard let tenantCode else { return nil }
        var configuration = WorldConfiguration(
            tenantCode: tenantCode,
            users: users,
            seed: seed,
            start: clock.start,
            zone: clock.zone,
            tokenLifetime: lifetime,
            mqttAuth: mqtt.auth,
            limits: limits,
            timing: timing,
            historyFrom: history.from,
            collection: history.collection,
            dcus: dcus.dcus,
            meterGroups: (dcus.groups + loose).map(\.group),
            faults: faults.map(\.rule),
            events: events.map(\.event),
            dialect: dialect
        )
        configuration.mqttUsers = mqtt.users(ofTenant: tenantCode)
        configuration.recordedRows = history.recorded.rows
        let warnings = EffectWarnings(configuration, areArmedAtStart: true)
        for rule in faults { warnings.warn(rule) }
        warnings.warnOfShadowed(faults)
        for event in events { warnings.warn(event) }
        for meter in history.recorded.meters { warnings.warn(ofRecordedMeter: meter.devAddr, at: meter.place) }
        return configuration
    }

    private func code(_ place: Place) -> String? {
        place.note("maxLength", as: 64).note("pattern", as: .string(TenantCode.pattern))
        guard let text = place.nonEmptyString() else { return nil }
        guard let problem = TenantCode.problem(with: text) else { return text }
        place.complain(
            expected: "a tenant code that a topic and a path can carry: \(problem)",
            hint: "at most \(TenantCode.maximumBytes) bytes without '/', '+', '#' and control characters, "
                + "not '.' or '..', and no '$' in front; letters and digits are always right"
        )
        return nil
    }

    private func tokenLifetime(_ place: Place?) -> SimulatedDuration {
        guard let reader = place?.object() else { return .seconds(7200) }
        let seconds = reader.optional("lifetime", about: "Seconds until a token has to be asked for anew.")
            .integer(in: 1...31_536_000, default: 7200)
        reader.finish()
        return .seconds(Int64(seconds))
    }
}
