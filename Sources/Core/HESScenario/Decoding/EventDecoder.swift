import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// An event with its place in the file.
struct PlacedEvent {
    let event: FieldEvent
    let place: Place
    /// The member that names the affected meter or DCU.
    let subject: Place?
}

/// One element of `events`: a change of the field at an instant.
struct EventDecoder {
    let clock: ClockSettings
    /// When events without `at` happen, which then may not be given; nil reads `at`.
    var now: SimulatedInstant?

    func decode(_ places: [Place]) -> [PlacedEvent] {
        places.compactMap { place in
            let event = place.shared("event", about: "Something that happens to the field.") { $0.oneOf(cases: cases) }
            return event.map { PlacedEvent(event: $0, place: place, subject: subject(of: $0, in: place)) }
        }
    }

    /// An event of a world that runs.
    func decode(_ place: Place) -> PlacedEvent? {
        place.oneOf(cases: cases).map { PlacedEvent(event: $0, place: place, subject: subject(of: $0, in: place)) }
    }

    private func subject(of event: FieldEvent, in place: Place) -> Place? {
        switch event.kind {
        case .meterInstalled(_, dcuNo: .some), .outage(.dcu, _): place.member("dcu")
        case .outage(.meter, _): place.member("meter")
        default: place.member("devAddr")
        }
    }

    private var cases: [Variant<FieldEvent>] {
        [
            aboutMeter("meterReplaced", about: "Another meter, under a new number or the same.") { devAddr, reader in
                replacement(reader).map { .meterReplaced(devAddr: devAddr, $0) }
            },
            aboutMeter("meterInstalled", about: "The meter hangs on the wall from now on.") { devAddr, reader in
                let dcu = reader.optional("dcu", about: "Into whose archive it comes.")
                return .meterInstalled(devAddr: devAddr, dcuNo: dcu?.nonEmptyString())
            },
            aboutMeter("meterRemoved", about: "The meter is taken off the wall.") { devAddr, _ in
                .meterRemoved(devAddr: devAddr)
            },
            aboutMeter("registerRollover", about: "The import register goes from its largest reading to zero.") {
                let digits = $1.optional("digits", about: "Whole kWh digits of the display.").integer(
                    in: 1...12,
                    default: 5
                )
                return .registerRollover(devAddr: $0, digits: digits)
            },
            aboutMeter("valueCorrected", about: "A row's value is put right under the same key.") { devAddr, reader in
                correction(reader).map { .valueCorrected(devAddr: devAddr, $0) }
            },
            aboutMeter(
                "breakerButton",
                about: "The button is pressed that closes an armed breaker."
            ) { devAddr, _ in
                .breakerButton(devAddr: devAddr)
            },
            aboutMeter("breakerMoved", about: "The breaker is opened or closed by hand at the meter.") {
                let isOpen = $1.required("open", about: "Whether it is open then.")?.bool()
                let devAddr = $0
                return isOpen.map { .breakerMoved(devAddr: devAddr, isOpen: $0) }
            },
            event("outage", about: "No supply: no voltage, no energy, no answer.", reading: outage),
            aboutMeter("ctRatioWrong", about: "From now on energy, power and current are a multiple of the truth.") {
                let factor = $1.required("factor", about: "Such as 40.")?.number(in: 0.001...10_000)
                let devAddr = $0
                return factor.map { .ctRatioWrong(devAddr: devAddr, factor: $0) }
            },
        ]
    }

    private func event(
        _ name: String,
        about text: String,
        reading read: @escaping (ObjectReader) -> FieldEvent.Kind?
    ) -> Variant<FieldEvent> {
        Variant(name, about: text) { reader in
            let at =
                now ?? reader.required("at", about: "When it happens.")?.instant(zone: clock.zone, start: clock.start)
            let kind = read(reader)
            guard let at, let kind else { return nil }
            return FieldEvent(at: at, kind)
        }
    }

    private func aboutMeter(
        _ name: String,
        about text: String,
        reading read: @escaping (_ devAddr: String, ObjectReader) -> FieldEvent.Kind?
    ) -> Variant<FieldEvent> {
        event(name, about: text) { reader in
            let devAddr = reader.required("devAddr", about: "The meter.")?.nonEmptyString()
            let kind = read(devAddr ?? "", reader)
            return devAddr == nil ? nil : kind
        }
    }

    private func replacement(_ reader: ObjectReader) -> FieldEvent.Replacement? {
        let number = reader.optional("by", about: "Number of the new meter; its registers begin at zero.")?
            .nonEmptyString()
        let restart = reader.optional(
            "registerRestartsAt",
            about: "kWh that the import register shows, under the same number."
        )?
        .kilowattHours()
        if let number, !reader.has("registerRestartsAt") { return .byMeter(number) }
        if let restart, !reader.has("by") { return .sameNumber(registerRestartsAt: restart) }
        if reader.has("by") == reader.has("registerRestartsAt") {
            reader.place.complain(
                expected: "either by or registerRestartsAt",
                found: reader.has("by") ? "both" : "neither"
            )
        }
        return nil
    }

    private func correction(_ reader: ObjectReader) -> ValueCorrection? {
        let words = Cgcode.allCases.filter { $0.category == .single }.map(\.rawValue)
        let cgcode = reader.required("cgcode", about: "A single code.")?.word(among: words).flatMap {
            Cgcode(rawValue: $0)
        }
        let instant = reader.required("instant", about: "Stamp of the row.")?.instant(
            zone: clock.zone,
            start: clock.start
        )
        let value = reader.required("value", about: "As the wire shows it from then on.")?.string()
        guard let cgcode, let instant, let value else { return nil }
        return ValueCorrection(cgcode: cgcode, instant: instant, value: value)
    }

    private func outage(_ reader: ObjectReader) -> FieldEvent.Kind? {
        let dcu = reader.optional("dcu", about: "All meters of its archive.")?.nonEmptyString()
        let meter = reader.optional("meter", about: "One meter.")?.nonEmptyString()
        let duration = reader.required("for", about: "How long.")?.duration()
        if reader.has("dcu") == reader.has("meter") {
            reader.place.complain(expected: "either dcu or meter", found: reader.has("dcu") ? "both" : "neither")
            return nil
        }
        guard let duration, let place = dcu.map(FieldEvent.Place.dcu) ?? meter.map(FieldEvent.Place.meter) else {
            return nil
        }
        return .outage(place, duration)
    }
}

extension Place {
    /// kWh as a number or a decimal string, in Wh.
    fileprivate func kilowattHours() -> Int64? {
        let expected = "kWh from 0 to 999999999, such as 12.5 or \"12.500\""
        return either(
            .string { place in
                place.text(expected, pattern: #"^[0-9]{1,9}(\.[0-9]{1,3})?$"#) { text in
                    guard let value = Double(text), (0...1e9).contains(value) else { return nil }
                    return Int64((value * 1000).rounded())
                }
            },
            .other { $0.number(in: 0...1e9).map { Int64(($0 * 1000).rounded()) } }
        )
    }
}
