import Foundation
import HESScenario
import HESSimulation
import SimulationKernel

/// The scenarios of a run, read and checked.
enum ScenarioFiles {
    /// - Throws: ``Stop`` with code 2, after every diagnostic has been printed.
    static func read(_ files: [String], seed: UInt64?) throws -> [Scenario] {
        let now = SimulatedInstant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        var scenarios: [Scenario] = []
        if files.isEmpty { scenarios += try read(Array(DemoScenario.text.utf8), file: "demo.json", now, seed) }
        for file in files {
            scenarios += try read(try contents(of: file), file: file, now, seed)
        }
        try refuseRepeatedTenants(scenarios)
        return scenarios
    }

    static func contents(of file: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw Stop.usage("cannot read the scenario '\(file)': is the path right?")
        }
    }

    private static func read(
        _ bytes: [UInt8],
        file: String,
        _ now: SimulatedInstant,
        _ seed: UInt64?
    ) throws -> [Scenario] {
        let reading = Scenario.read(bytes, file: file, now: now, seed: seed)
        for diagnostic in reading.diagnostics { StandardError.write(diagnostic.description) }
        guard let scenario = reading.scenario else { throw Stop(code: 2, message: "") }
        return [scenario]
    }

    private static func refuseRepeatedTenants(_ scenarios: [Scenario]) throws {
        var seen: Set<String> = []
        for code in scenarios.flatMap(\.worlds).map(\.tenantCode) where !seen.insert(code).inserted {
            throw Stop.usage("the tenant '\(code)' is in more than one scenario; give each its own tenantCode")
        }
    }
}
