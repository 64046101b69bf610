import Foundation
import Testing

/// The table of `docs/architecture.md`: who may import whom.
@Suite("Tidy: imports")
struct ImportTableTests {
    private static let kernel: Set = ["SimulationKernel"]
    private static let simulation = kernel.union(["JSON", "HESContract", "HESMeterModel", "HESSimulation"])
    private static let core = simulation.union(["HESFaults", "HESScenario"])
    private static let table: [String: Set<String>] = [
        "SimulationKernel": ["HeapModule", "Glibc"],
        "JSON": [],
        "HESContract": kernel.union(["JSON"]),
        "HESMeterModel": kernel.union(["Glibc"]),
        "HESSimulation": kernel.union(["JSON", "HESContract", "HESMeterModel"]),
        "HESFaults": simulation,
        "HESScenario": simulation.union(["HESFaults", "Foundation"]),
        "HESConformanceRunner": core.union([
            "HESRuntime", "HESHTTP", "HESMQTT", "MQTTClient", "HESConformance", "HESClientDriver", "ServiceLifecycle",
            "Logging", "Synchronization",
        ]),
        "HESConformance": kernel.union(["JSON", "HESContract"]),
        "HESClientDriver": kernel.union([
            "JSON", "HESContract", "HESConformance", "Subprocess", "SystemPackage", "Logging", "Synchronization",
            "Glibc",
            "Foundation",
        ]),
        "HESReports": kernel.union(["JSON", "HESContract", "HESConformance"]),
        "MQTTClient": ["CMosquitto", "Synchronization", "Logging", "Glibc"],
        "HESRuntime": core.union(["ServiceLifecycle", "Logging", "Synchronization"]),
        "HESHTTP": core.union([
            "HESRuntime", "Glibc", "Synchronization", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes",
            "NIOCore",
            "NIOPosix",
            "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOSSL", "ServiceLifecycle", "Logging",
        ]),
        "HESState": simulation.union([
            "HESRuntime", "GRDB", "ServiceLifecycle", "Logging", "Synchronization", "Foundation", "Glibc",
        ]),
        "HESReferenceClient": kernel.union([
            "JSON", "HESContract", "MQTTClient", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOHTTPCompression",
            "Logging",
            "Synchronization", "Glibc",
        ]),
        "HESMQTT": [
            "HESSimulation", "HESRuntime", "MQTTClient", "DequeModule", "NIOCore", "NIOPosix", "NIOSSL", "Subprocess",
            "SystemPackage",
            "ServiceLifecycle", "Logging", "Synchronization", "Glibc", "Musl", "Darwin", "Foundation",
            "FoundationEssentials",
        ],
    ]

    @Test("every target imports only what the table allows", arguments: Source.all)
    func imports(source: Source) throws {
        guard source.target != "hes-sim", !source.path.contains("/Skeletons/Embedded/") else { return }
        let allowed = try #require(Self.table[source.target], "\(source.target) is not in the table")

        for module in source.imports { #expect(allowed.contains(module), "\(source.path) imports \(module)") }
    }

    @Test("Hummingbird stays in few files of the HTTP edge, C in one folder, Foundation in one file of the core")
    func narrowPlaces() {
        let foundation = Source.all.filter { $0.isCore && $0.imports.contains("Foundation") }.map(\.path)
        let c = Source.all.filter { $0.imports.contains("CMosquitto") }

        #expect(foundation == ["Sources/Core/HESScenario/Reading/TimeZoneTable.swift"])
        #expect(c.allSatisfy { $0.path.hasPrefix("Sources/Edges/MQTTClient/Mosquitto/") })
    }
}
