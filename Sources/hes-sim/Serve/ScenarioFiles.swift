import Foundation
import HESContract
import HESScenario
import HESServer
import HESSimulation
import JSON
import SimulationKernel

/// The scenario of a run without a file, and what is done to every scenario before it is served.
struct ScenarioSource: Sendable {
    let file: String
    let bytes: [UInt8]
    /// Without the scenarios' faults and events.
    var isQuiet = false

    static let demo = ScenarioSource(file: "demo.json", bytes: PackageResources.demo_json)

    fileprivate func change(_ scenario: inout Scenario) {
        guard isQuiet else { return }
        for index in scenario.worlds.indices {
            (scenario.worlds[index].faults, scenario.worlds[index].events) = ([], [])
        }
    }
}

/// Reads and checks the scenarios of a run.
enum ScenarioFiles {
    /// Reads scenario files, the built-in demo if none is given.
    ///
    /// - Throws: ``CommandFailure`` with code 2, after every diagnostic has been printed.
    static func read(_ files: [String], seed: UInt64?) throws -> [Scenario] {
        try load(files, seed: seed).map(\.scenario)
    }

    /// Reads scenario files for a server.
    ///
    /// - Parameters:
    ///   - files: paths, `-` for standard input; none means the built-in demo.
    ///   - seed: overrides the files'.
    ///   - dialect: overrides the files'.
    ///   - starts: when restored worlds began, by tenant code; replaces "now" as the start of their scenario.
    ///   - source: the scenario without files.
    /// - Returns: the scenarios in the order of the files.
    /// - Throws: as ``read(_:seed:)``.
    static func load(
        _ files: [String],
        seed: UInt64?,
        dialect: Dialect? = nil,
        starts: [String: SimulatedInstant] = [:],
        from source: ScenarioSource = .demo
    ) throws -> [ServerScenario] {
        guard files.count(where: { $0 == "-" || $0 == "/dev/stdin" }) < 2 else {
            throw CommandFailure.usage("--scenario - is standard input, which can be read only once; give it once")
        }
        var texts: [(file: String, bytes: [UInt8])] = []
        if files.isEmpty { texts.append((source.file, source.bytes)) }
        for file in files { texts.append((file, try contents(of: file))) }
        let scenarios = try texts.map { text in
            let document = ScenarioDocument(text.bytes, file: text.file, parts: .beside(text.file))
            var scenario = try read(document, seed: seed)
            if let start = scenario.worlds.lazy.compactMap({ starts[$0.tenantCode] }).first {
                scenario = document.read(now: start, seed: seed).scenario ?? scenario
            }
            source.change(&scenario)
            if let dialect { for index in scenario.worlds.indices { scenario.worlds[index].dialect = dialect } }
            return ServerScenario(scenario, identity: text.bytes + document.partsIdentity + switches(dialect))
        }
        try refuseRepeatedTenants(scenarios.map(\.scenario))
        return scenarios
    }

    /// The bytes that `--dialect` adds to a scenario's identity.
    private static func switches(_ dialect: Dialect?) -> [UInt8] {
        guard let dialect else { return [] }
        return Array(DialectCatalogue.all.map { $0.value(in: dialect) }.joined(separator: " ").utf8)
    }

    /// The bytes of a file, a pipe or a device, else of the shipped scenario of that name; `-` is standard input.
    ///
    /// All are read to their end.
    ///
    /// - Throws: ``CommandFailure`` with code 2 if the file cannot be read, or has more than ``mostBytes``.
    static func contents(of file: String) throws -> [UInt8] {
        do {
            let handle =
                file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            let data = try handle.read(upToCount: mostBytes + 1) ?? Data()
            guard data.count <= mostBytes else {
                let name = file == "-" ? "standard input" : "'\(file)'"
                throw CommandFailure.usage("\(name) has more than 64 MiB, too much for a scenario")
            }
            return Array(data)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            if let shipped = shipped(file) { return shipped }
            let near = Suggestion.nearest(to: shippedName(file), among: ScenarioParts.shippedNames)
            let hint = near.map { " Did you mean the shipped '\($0)'?" } ?? ""
            throw CommandFailure.usage("cannot read the scenario '\(file)': is the path right?\(hint)")
        }
    }

    /// The scenario in the program that is called so: `demo`, `demo.json` or `scenarios/demo.json`.
    private static func shipped(_ file: String) -> [UInt8]? {
        ScenarioParts.shippedPart(shippedName(file))?.bytes
    }

    private static func shippedName(_ file: String) -> String {
        let folder = "scenarios/"
        let name = file.hasPrefix(folder) ? String(file.dropFirst(folder.count)) : file
        return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    }

    private static let mostBytes = 64 << 20

    private static func read(_ document: ScenarioDocument, seed: UInt64?) throws -> Scenario {
        let reading = document.read(now: WallClock.now, seed: seed)
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
