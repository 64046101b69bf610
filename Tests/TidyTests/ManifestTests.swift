import Foundation
import HESDocs
import Testing

@Suite("Tidy: the manifest tells the truth")
struct ManifestTests {
    /// Modules of the toolchain; and the file descriptors that are part of Subprocess's interface.
    private static let undeclared: Set = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization", "Testing",
        "PackageDescription", "SystemPackage",
    ]
    private static let sources = Source.all + Source.tests + Source.benchmarks
    private static let manifest = Task { try await Manifest.dumped(from: Source.root) }

    @Test("every target declares what its files import, and imports what it declares")
    func truth() async throws {
        let manifest = try await Self.manifest.value

        #expect(Self.drift(of: manifest, from: Self.sources) == [])
    }

    @Test("a ring knows only those inside it")
    func rings() async throws {
        let manifest = try await Self.manifest.value
        let folders = Dictionary(uniqueKeysWithValues: manifest.targets.map { ($0.name, $0.folder) })
        let rings = [
            "Sources/Core/": ["Sources/Core/"],
            "Sources/Edges/": ["Sources/Core/", "Sources/Edges/"],
            "Sources/Conformance/": ["Sources/Core/", "Sources/Edges/", "Sources/Conformance/"],
            "Sources/Conformance/HESConformance": ["Sources/Core/"],
            "Sources/Conformance/HESReports": ["Sources/Core/", "Sources/Conformance/HESConformance"],
            "Sources/Conformance/HESRecording": ["Sources/Core/", "Sources/Conformance/HESConformance"],
        ]
        for target in manifest.targets {
            for (ring, inner) in rings where target.folder.hasPrefix(ring) && !target.folder.hasSuffix("Runner") {
                for folder in target.dependencies.compactMap({ folders[$0.name] }) {
                    #expect(inner.contains { folder.hasPrefix($0) }, "\(target.name) declares \(folder)")
                }
            }
        }
    }

    @Test("Foundation and C stay in few places of the core and the edges")
    func narrowPlaces() {
        let foundation = Source.all.filter { $0.isCore && $0.imports.contains("Foundation") }.map(\.path)
        let libraryCore = Source.all.filter { $0.isCore && $0.imports.contains("Glibc") }
        let mosquitto = Source.all.filter { !Set($0.imports).isDisjoint(with: ["CMosquitto", "CSocketPair"]) }

        #expect(foundation == ["Sources/Core/HESScenario/Reading/TimeZoneTable.swift"])
        #expect(
            libraryCore.allSatisfy {
                $0.path.hasPrefix("Sources/Core/SimulationKernel/") || $0.path.hasPrefix("Sources/Core/HESMeterModel/")
            }
        )
        #expect(mosquitto.allSatisfy { $0.path.hasPrefix("Sources/Edges/MQTTClient/Mosquitto/") })
    }

    @Test("an import that is not declared and a declaration that is not used are found")
    func canFail() throws {
        let manifest = try Manifest(
            json: Data(
                #"""
                {"targets": [
                    {"name": "A", "type": "regular", "path": "Sources/A",
                     "dependencies": [{"byName": ["B", null]}, {"product": ["Logging", "swift-log", null, null]}]},
                    {"name": "B", "type": "regular", "path": "Sources/B", "dependencies": []}
                ]}
                """#.utf8
            )
        )
        let sources = [
            Source(path: "Sources/A/X.swift", text: "package import B\nimport Foundation\n"),
            Source(path: "Sources/B/Y.swift", text: "internal import NIOCore\n"),
        ]

        #expect(
            Self.drift(of: manifest, from: sources) == [
                "A declares Logging for nothing", "B imports NIOCore undeclared",
            ]
        )
    }

    /// Executables are declared to be built, not to be imported.
    private static func drift(of manifest: Manifest, from sources: [Source]) -> [String] {
        let programs = Set(manifest.targets.filter { $0.type == "executable" }.map { module($0.name) })
        return manifest.targets.flatMap { target -> [String] in
            let files = sources.filter { $0.path.hasPrefix(target.folder + "/") }
            guard !files.isEmpty else { return [] }
            let imported = Set(files.flatMap(\.imports)).subtracting(undeclared).subtracting([target.name])
            let declared = Set(target.dependencies.map { module($0.name) })
            return imported.subtracting(declared).sorted().map { "\(target.name) imports \($0) undeclared" }
                + declared.subtracting(imported).subtracting(programs).sorted()
                .map { "\(target.name) declares \($0) for nothing" }
        }
    }

    /// `hes_sim` of the target `hes-sim`.
    private static func module(_ name: String) -> String { name.replacing("-", with: "_") }
}
