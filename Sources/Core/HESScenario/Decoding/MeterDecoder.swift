import HESContract
import HESMeterModel
import HESSimulation
import SimulationKernel

/// A group of meters with the place in the file that made it.
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
        if case .string = place.node.value {
            return devAddr(place).map { PlacedGroup(group: MeterGroup(first: $0, dcu: dcu), place: place) }
        }
        guard case .object(let members) = place.node.value, let reader = place.object() else {
            place.complain(expected: "a meter number, an object with devAddr, or a range with from and count")
            return nil
        }
        let isRange = members.contains { $0.key == "from" || $0.key == "count" }
        let numbers = isRange ? range(reader) : reader.required("devAddr").flatMap { devAddr($0) }.map { ($0, 1) }
        _ = reader.optional("note")?.string()
        let traits = traits(reader)
        reader.finish()
        guard let (first, count) = numbers else { return nil }
        return PlacedGroup(group: MeterGroup(first: first, count: count, dcu: dcu, traits: traits), place: place)
    }

    private func range(_ reader: ObjectReader) -> (String, Int)? {
        let fromPlace = reader.required("from")
        let count = reader.required("count")?.integer(in: 1...100_000_000)
        guard let fromPlace, let from = devAddr(fromPlace), let count else { return nil }
        guard let (width, _) = MeterNumbers.parts(from) else {
            fromPlace.complain(expected: "1 to 18 digits where a range starts")
            return nil
        }
        guard MeterNumbers.number(from, plus: count - 1).utf8.count == width else {
            fromPlace.complain(expected: "a range whose numbers all have \(width) digits")
            return nil
        }
        return (from, count)
    }

    /// Numbers travel in one comma-separated string (rule R5).
    private func devAddr(_ place: Place) -> String? {
        guard let text = place.node.value.string, MeterNumber.isPossible(text) else {
            place.complain(expected: "a meter number as a string, without commas and blanks")
            return nil
        }
        return text
    }

    private func traits(_ reader: ObjectReader) -> MeterTraits {
        MeterTraits(
            profile: reader.optional("profile").flatMap(profile) ?? .standard(.household),
            link: reader.optional("link")?.choice(Link.self),
            isEnabled: reader.optional("enabled")?.bool() ?? true,
            installed: reader.optional("installed")?.instant(zone: clock.zone, start: clock.start),
            removed: reader.optional("removed")?.instant(zone: clock.zone, start: clock.start),
            route: reader.optional("route")?.nonEmptyString(),
            pinnedValues: values(reader.optional("values")),
            intervalMinutes: interval(reader.optional("interval"))
        )
    }

    private func profile(_ place: Place) -> LoadProfile? {
        let names = profiles.keys.sorted()
        guard let name = place.node.value.string, let profile = profiles[name] else {
            let near = place.node.value.string.flatMap { suggestion(for: $0, among: names) }
            place.complain(
                expected: "one of " + names.joined(separator: ", "),
                hint: near.map { "did you mean '\($0)'?" }
            )
            return nil
        }
        return profile
    }

    private func interval(_ place: Place?) -> Int {
        guard let place else { return 15 }
        guard let minutes = place.node.value.integer, [15, 30, 60].contains(minutes) else {
            place.complain(expected: "15, 30 or 60 minutes")
            return 15
        }
        return minutes
    }

    private func values(_ place: Place?) -> [Cgcode: String] {
        guard let reader = place?.object() else { return [:] }
        var values: [Cgcode: String] = [:]
        for (name, place) in reader.named() {
            guard let cgcode = Cgcode(rawValue: name), cgcode.category == .single else {
                place.complain(expected: "a single cgcode of §4.2 as the key", found: "\"\(name)\"")
                continue
            }
            values[cgcode] = place.string()
        }
        return values
    }
}
