import HESContract
import HESSimulation
import SimulationKernel

/// The document's root: `name`, `seed`, `clock`, `tenants`.
struct ScenarioDecoder {
    let diagnostics: DiagnosticList
    let now: SimulatedInstant
    let seedOverride: UInt64?

    func decode(_ bytes: [UInt8]) -> Scenario? {
        do {
            let node = try JSONParser.parse(bytes)
            return decode(Place(node: node, pointer: "", diagnostics: diagnostics))
        } catch {
            diagnostics.add(at: error.offset, "", expected: error.expected, found: "no valid JSON from here on")
            return nil
        }
    }

    private func decode(_ root: Place) -> Scenario? {
        guard let reader = root.object() else { return nil }
        _ = reader.optional("$schema")?.string()
        let name = reader.required("name")?.nonEmptyString()
        let description = reader.optional("description")?.string() ?? ""
        let seed = reader.optional("seed")?.integer(in: 0...Int.max) ?? 1
        let clock = ClockDecoder(now: now).decode(reader.optional("clock"))
        MQTTDecoder().decode(reader.optional("mqtt"))
        let tenants = reader.required("tenants")?.elements() ?? []
        if reader.has("tenants"), tenants.isEmpty {
            root.complain(expected: "at least one tenant in 'tenants'", found: "none")
        }
        reader.finish()
        let world = TenantDecoder(seed: seedOverride ?? UInt64(seed), clock: clock)
        let worlds = tenants.compactMap { world.decode($0) }
        complainAboutRepeatedTenants(tenants, worlds)
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

    private func complainAboutRepeatedTenants(_ places: [Place], _ worlds: [WorldConfiguration]) {
        guard places.count == worlds.count else { return }
        var seen: Set<String> = []
        for (place, world) in zip(places, worlds) where !seen.insert(world.tenantCode).inserted {
            place.complain(expected: "every tenantCode once", found: "\"\(world.tenantCode)\" again")
        }
    }
}
