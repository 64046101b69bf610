import Foundation
import HESScenario
import HESSimulation
import SimulationKernel
import Testing

@Suite("Shipped scenarios")
struct ShippedScenarioTests {
    @Test("every shipped scenario is read without a complaint", arguments: Repository.scenarioFiles)
    func readable(file: String) throws {
        let reading = Scenario.read(try Repository.bytes("scenarios/\(file)"), file: file, now: Repository.instant)

        #expect(reading.diagnostics.map(\.description) == [])
        #expect(reading.scenario?.name == file.replacing(".json", with: ""))
        #expect(reading.scenario?.description.isEmpty == false)
    }

    @Test("the demo has three DCUs with 600 meters")
    func demo() throws {
        let reading = Scenario.read(
            try Repository.bytes("scenarios/demo.json"),
            file: "demo.json",
            now: Repository.instant
        )
        let world = try #require(reading.scenario?.worlds.first)

        #expect(world.dcus.count == 3)
        #expect(world.meterGroups.reduce(0) { $0 + $1.count } == 600)
        #expect(world.start == Repository.instant)
    }

    @Test("the documented examples start at the hour of the document's plans")
    func documentedHour() throws {
        let bytes = try Repository.bytes("scenarios/documented-examples.json")
        let world = try #require(Scenario.read(bytes, file: "d.json", now: Repository.instant).scenario?.worlds.first)

        #expect(world.zone.civilTime(at: world.start).description == "2024-07-11 16:20:01")
    }
}

/// Where the tests find the repository's files.
enum Repository {
    static let instant = SimulatedInstant(milliseconds: 1_720_686_001_000)

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appendingPathComponent(path)))
    }

    static let scenarioFiles: [String] = {
        let folder = root.appendingPathComponent("scenarios").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
    }()
}
