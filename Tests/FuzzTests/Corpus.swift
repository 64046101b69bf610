import Foundation
import JSON

/// Files of the repository from which inputs are made.
enum Corpus {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let scenarios: [[UInt8]] =
        files(in: "scenarios", ending: ".json").filter { !$0.name.contains(".schema.") }
        .map(\.bytes) + files(in: "fixtures/malformed", ending: ".json").map(\.bytes)

    /// Those of ``scenarios`` that are JSON.
    static let scenarioTrees: [JSONValue] = scenarios.compactMap { try? JSONParser.parse($0).value }

    /// By the case's id.
    static let evidence: [(name: String, lines: [[UInt8]])] = files(
        in: "fixtures/conformance/evidence",
        ending: ".jsonl"
    )
    .map { ($0.name, $0.bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }) }

    static let cases: [[UInt8]] = files(in: "Sources/Conformance/HESConformance/Cases", ending: ".json").map(\.bytes)

    /// In the order of their names, which are without the ending.
    private static func files(in folder: String, ending: String) -> [(name: String, bytes: [UInt8])] {
        let place = root.appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted().compactMap { name in
            (try? Data(contentsOf: place.appending(path: name))).map {
                (String(name.dropLast(ending.count)), Array($0))
            }
        }
    }
}
