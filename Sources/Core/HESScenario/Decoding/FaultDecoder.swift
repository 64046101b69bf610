import HESContract
import HESFaults
import HESSimulation
import JSON
import SimulationKernel

/// A rule with its places in the file.
struct PlacedRule {
    let rule: FaultRule
    let layer: FaultLayer
    let place: Place
    let idPlace: Place?
    let match: PlacedMatch
    let when: PlacedTime
}

/// One element of `faults`: id, match, when, effect.
struct FaultDecoder {
    let clock: ClockSettings

    func decode(_ places: [Place]) -> [PlacedRule] {
        var ids: Set<String> = []
        return places.enumerated().compactMap { index, place in
            guard let placed = rule(place, defaultID: "fault-\(index + 1)") else { return nil }
            if !ids.insert(placed.rule.id).inserted {
                (placed.idPlace ?? place).complain(expected: "every id once", found: "\"\(placed.rule.id)\" again")
            }
            return placed
        }
    }

    /// Rules for a world with armed rules, whose ids are `known`.
    ///
    /// A rule without an id gets one that is neither known nor `used` by a rule of which the journal tells.
    func decode(_ places: [Place], addedTo known: [String], used: () -> Set<String>) -> [PlacedRule] {
        var taken = known
        lazy var used = used()
        return places.compactMap { place in
            var free = ""
            if place.node.value.member("id") == nil {
                let numbered = (1...).lazy.map { "fault-\($0)" }
                free = numbered.first { !taken.contains($0) && !used.contains($0) } ?? "fault"
            }
            guard let placed = rule(place, defaultID: free) else { return nil }
            if taken.contains(placed.rule.id) {
                place.complain(expected: "an id that is not armed", found: "\"\(placed.rule.id)\"")
            }
            taken.append(placed.rule.id)
            return placed
        }
    }

    /// Composition has replaced every recipe by its rules; the schema alone meets one here.
    private func rule(_ place: Place, defaultID: String) -> PlacedRule? {
        place.either(.object(withAnyOf: "recipe", read: recipe), .other { plainRule($0, defaultID: defaultID) })
    }

    private func recipe(_ place: Place) -> PlacedRule? {
        guard let reader = place.object() else { return nil }
        _ = reader.optional("note", about: "For people; without effect.")?.string()
        let about =
            "The rules of a shipped scenario or of a file, in its place; their ids begin with its name and a dot."
        _ = reader.required("recipe", about: about)?.nonEmptyString()
        reader.finish()
        return nil
    }

    private func plainRule(_ place: Place, defaultID: String) -> PlacedRule? {
        guard let reader = place.object() else { return nil }
        let idPlace = reader.optional("id", about: "The journal names it; default fault-1, fault-2, …")
        let id = idPlace?.nonEmptyString()
        let match = FaultMatchDecoder().decode(
            reader.optional("match", about: "Whom it is about; all of it must hold.")
        )
        let when = FaultTimeDecoder(clock: clock).decode(
            reader.optional("when", about: "When it acts; default always.")
        )
        let effect = EffectDecoder().decode(reader.required("effect", about: "What goes wrong."))
        _ = reader.optional("note", about: "For people; without effect.")?.string()
        reader.finish()
        guard let effect else { return nil }
        let rule = FaultRule(
            id: id ?? defaultID,
            type: effect.kind.type,
            match: match.match,
            when: when.time,
            effect: effect.effect,
            source: place.node.value
        )
        return PlacedRule(
            rule: rule,
            layer: effect.kind.layer,
            place: place,
            idPlace: idPlace,
            match: match,
            when: when
        )
    }
}
