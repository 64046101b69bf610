import HESContract
import HESMeterModel
import HESSimulation
import JSON
import SimulationKernel

/// A group of meters with its place in the file.
struct PlacedGroup {
    let group: MeterGroup
    let place: Place
}

/// A meter: a number, an object, or a range.
struct MeterDecoder {
    let clock: ClockSettings
    let profiles: [String: LoadProfile]

    /// `dcu` is the index of the DCU in whose archive the meter is; nil for none.
    func decode(_ place: Place, dcu: Int?) -> PlacedGroup? {
        let description = "A number, an object with devAddr, or a range with from and count."
        let decoded = place.shared("meter", about: description) { place in
            place.either(
                .string { devAddr($0).map { MeterGroup(first: $0, dcu: dcu) } },
                .object(withAnyOf: "from", "count") { group($0, dcu: dcu) { range($0) } },
                .object { group($0, dcu: dcu) { single($0) } },
                otherwise: "a meter number, an object with devAddr, or a range with from and count"
            )
        }
        return decoded.map { PlacedGroup(group: $0, place: place) }
    }

    private func group(_ place: Place, dcu: Int?, readNumbers: (ObjectReader) -> (String, Int)?) -> MeterGroup? {
        guard let reader = place.object() else { return nil }
        let numbers = readNumbers(reader)
        _ = reader.optional("note", about: "For people; without effect.")?.string()
        let traits = traits(reader)
        reader.finish()
        return numbers.map { MeterGroup(first: $0.0, count: $0.1, dcu: dcu, traits: traits) }
    }

    private func single(_ reader: ObjectReader) -> (String, Int)? {
        reader.required("devAddr", about: "The meter's number.").flatMap(devAddr).map { ($0, 1) }
    }

    private func range(_ reader: ObjectReader) -> (String, Int)? {
        RangeDecoder.decode(reader) { devAddr($0.note("pattern", as: "^[0-9]{1,18}$")) }
    }

    /// A meter number without commas and blanks, because calls send numbers in one comma-separated string (rule R5).
    private func devAddr(_ place: Place) -> String? {
        place.shared("meterNumber", about: "1 to 64 characters, without commas and blanks.") { place in
            place.text(
                "a meter number as a string, without commas and blanks",
                pattern: #"^[^,\s]{1,64}$"#
            ) { MeterNumber.isPossible($0) ? $0 : nil }
        }
    }

    private func traits(_ reader: ObjectReader) -> MeterTraits {
        let profilePlace = reader.optional(
            "profile",
            about: "A shipped profile or one of 'profiles'.",
            default: "household"
        )
        let link = LinkDecoder().decode(reader.optional("link", about: "As its DCU's where it is absent."))
        var traits = MeterTraits(
            profile: profilePlace.flatMap(profile) ?? .standard(.household),
            link: link?.medium,
            isEnabled: reader.optional("enabled", about: "Its status in the archive.").bool(default: true),
            installed: reader.optional("installed", about: "Before it, the meter is not there.")?
                .instant(zone: clock.zone, start: clock.start),
            removed: reader.optional("removed", about: "From then on, the meter is not there.")?
                .instant(zone: clock.zone, start: clock.start),
            commType: reader.optional("commType", about: "Communication type in the archive, as its link's or DCU's.")?
                .nonEmptyString(),
            route: reader.optional("route", about: "moduleNext of the archive.")?.nonEmptyString(),
            pinnedValues: values(reader.optional("values")),
            intervalMinutes: interval(reader.optional("interval", about: "Minutes of the load profile.", default: 15))
        )
        traits.firstPass = link?.firstPass
        return traits
    }

    private func profile(_ place: Place) -> LoadProfile? {
        place.name(among: profiles.keys.sorted()).flatMap { profiles[$0] }
    }

    private func interval(_ place: Place?) -> Int {
        guard let place else { return 15 }
        place.note("enum", as: [15, 30, 60])
        guard let minutes = place.node.value.integer, [15, 30, 60].contains(minutes) else {
            place.complain(expected: "15, 30 or 60 minutes")
            return 15
        }
        return minutes
    }

    private func values(_ place: Place?) -> [Cgcode: String] {
        place?.shared("values", about: "Constant strings by cgcode, instead of the load model's.") { place in
            guard let reader = place.object() else { return nil }
            let singles = Cgcode.allCases.filter { $0.category == .single }.map(\.rawValue)
            var values: [Cgcode: String] = [:]
            for (name, place) in reader.named(among: singles, expected: "a single cgcode of §4.2 as the key") {
                let text = place.string()
                if let cgcode = Cgcode(rawValue: name) { values[cgcode] = text }
            }
            return values
        } ?? [:]
    }
}
