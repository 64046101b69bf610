import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// The document's root: `name`, `seed`, `clock`, `tenants`; what it leaves out has been made up.
struct ScenarioDecoder {
    let now: SimulatedInstant
    let seedOverride: UInt64?

    func decode(_ root: Place) -> Scenario? {
        guard let reader = root.object() else { return nil }
        _ = reader.optional("$schema", about: "Where editors find the schema of scenario files.")?.string()
        let namePlace = reader.optional("name", about: "The scenario's name; the file's if absent.")
        let name = namePlace?.nonEmptyString()
        let description =
            reader.optional("description", about: "What the scenario is for, in a sentence.")?.string() ?? ""
        let seed = reader.optional("seed", about: "Seed of every random choice.").integer(in: 0...Int.max, default: 1)
        let clock = ClockDecoder(now: now).decode(
            reader.optional("clock", about: "When the world starts, and how fast its time runs.")
        )
        let mqtt = MQTTDecoder().decode(reader.optional("mqtt", about: "How the broker lets clients in."))
        let tenantsPlace = reader.optional("tenants", about: "One world for each tenant; that of the demo if absent.")?
            .note("minItems", as: 1)
        let tenants = tenantsPlace?.elements() ?? []
        if case .array(let nodes) = tenantsPlace?.node.value, nodes.isEmpty {
            tenantsPlace?.complain(expected: "at least one tenant in 'tenants'", found: "none")
        }
        recordIncludes(reader)
        reader.finish()
        let world = TenantDecoder(seed: seedOverride ?? UInt64(seed), clock: clock, mqtt: mqtt)
        let worlds = tenants.compactMap { place in
            var configuration = world.decode(place)
            configuration?.document = root.node.value.setting("seed", to: .number(String(world.seed)))
                .setting("tenants", to: .list([place.node.value]))
            return configuration
        }
        complainAboutRepeatedTenants(of: worlds, at: tenants)
        return name.map {
            Scenario(
                name: $0,
                description: description,
                clockMode: clock.mode,
                isStartGiven: clock.isStartGiven,
                worlds: worlds
            )
        }
    }

    /// Composition has taken a right `include` away; what is left of it is wrong.
    private func recordIncludes(_ reader: ObjectReader) {
        _ = reader.optional("note", about: "For people; without effect.")?.string()
        let place = reader.optional(
            "include",
            about: "Parts that come first, which this file adds to and overrides: shipped scenarios by name, or files."
        )
        for name in place?.elements() ?? [] { _ = name.nonEmptyString() }
    }

    private func complainAboutRepeatedTenants(of worlds: [WorldConfiguration], at places: [Place]) {
        guard places.count == worlds.count else { return }
        var seen: Set<String> = []
        for (place, world) in zip(places, worlds) where !seen.insert(world.tenantCode).inserted {
            place.complain(expected: "every tenantCode once", found: "\"\(world.tenantCode)\" again")
        }
    }
}
