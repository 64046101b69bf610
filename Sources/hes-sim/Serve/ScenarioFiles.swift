import Foundation
import HESContract
import HESScenario
import HESSimulation
import HESState
import SimulationKernel

/// The scenarios of a run, read and checked.
enum ScenarioFiles {
    struct Loaded {
        let scenario: Scenario
        let fingerprint: ScenarioFingerprint
    }

    /// - Throws: ``CommandFailure`` with code 2, after every diagnostic has been printed.
    static func read(_ files: [String], seed: UInt64?, _ dialect: Dialect? = nil) throws -> [Scenario] {
        try load(files, seed: seed, dialect).map(\.scenario)
    }

    /// `starts` holds, by tenant, when a world began that goes on: a scenario without a start means that instant then.
    ///
    /// - Throws: as ``read(_:seed:)``.
    static func load(
        _ files: [String],
        seed: UInt64?,
        _ dialect: Dialect? = nil,
        starts: [String: SimulatedInstant] = [:]
    ) throws -> [Loaded] {
        var texts: [(file: String, bytes: [UInt8])] = []
        if files.isEmpty { texts.append(("demo.json", Array(DemoScenario.text.utf8))) }
        for file in files { texts.append((file, try contents(of: file))) }
        let loaded = try texts.map { text in
            var scenario = try read(text.bytes, file: text.file, now, seed)
            if let start = scenario.worlds.lazy.compactMap({ starts[$0.tenantCode] }).first {
                scenario = Scenario.read(text.bytes, file: text.file, now: start, seed: seed).scenario ?? scenario
            }
            if let dialect { for index in scenario.worlds.indices { scenario.worlds[index].dialect = dialect } }
            let seed = scenario.worlds.first?.seed ?? 0
            return Loaded(
                scenario: scenario,
                fingerprint: ScenarioFingerprint(scenario: text.bytes + switches(dialect), seed: seed)
            )
        }
        try refuseRepeatedTenants(loaded.map(\.scenario))
        return loaded
    }

    /// What `--dialect` adds to a scenario.
    private static func switches(_ dialect: Dialect?) -> [UInt8] {
        guard let dialect else { return [] }
        return Array(DialectCatalogue.all.map { $0.value(in: dialect) }.joined(separator: " ").utf8)
    }

    /// The wall clock's.
    static var now: SimulatedInstant {
        SimulatedInstant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    static func contents(of file: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw CommandFailure.usage("cannot read the scenario '\(file)': is the path right?")
        }
    }

    private static func read(
        _ bytes: [UInt8],
        file: String,
        _ now: SimulatedInstant,
        _ seed: UInt64?
    ) throws -> Scenario {
        let reading = Scenario.read(bytes, file: file, now: now, seed: seed)
        for diagnostic in reading.diagnostics { StandardError.write(diagnostic.description) }
        guard let scenario = reading.scenario else { throw CommandFailure(code: 2, message: "") }
        return scenario
    }

    private static func refuseRepeatedTenants(_ scenarios: [Scenario]) throws {
        var seen: Set<String> = []
        let worlds = scenarios.flatMap(\.worlds)
        for code in worlds.map(\.tenantCode) where !seen.insert(code).inserted {
            throw CommandFailure.usage(
                "the tenant '\(code)' is in more than one scenario; give each its own tenantCode"
            )
        }
        for world in worlds {
            guard let foreign = world.topicCodes.dropFirst().first, seen.contains(foreign) else { continue }
            let why = "publishes under '\(foreign)' as its dialect's topicTenant has it, which is another tenant's code"
            throw CommandFailure.usage("the tenant '\(world.tenantCode)' \(why); give one of them another tenantCode")
        }
    }
}
