import Foundation
import HESScenario
import SimulationKernel
import Testing

/// Malformed files and what is said of them, word for word: fixtures/malformed/NN-name.json and .txt.
///
/// `UPDATE_GOLDEN=1 swift test --filter Malformed` writes the texts anew; read the difference like code.
@Suite("Malformed scenario files")
struct MalformedTests {
    private static let folder = "fixtures/malformed"
    static let names = files(endingIn: ".json")

    @Test("every problem is told at its place", arguments: names)
    func diagnostics(name: String) throws {
        let bytes = try Repository.bytes("\(Self.folder)/\(name).json")
        let reading = Scenario.read(bytes, file: "\(name).json", now: Repository.instant)
        let told = reading.diagnostics.map { "\($0)\n" }.joined()
        let path = "\(Self.folder)/\(name).txt"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(told.utf8).write(to: Repository.root.appendingPathComponent(path))
        }

        #expect(told == String(decoding: try Repository.bytes(path), as: UTF8.self), "\(path)")
        #expect(!told.isEmpty && (reading.scenario == nil) == told.contains(": error: "))
    }

    @Test("every file has a text, every text a file, and their numbers have no gap")
    func complete() {
        #expect(Self.files(endingIn: ".txt") == Self.names)
        #expect(Self.names.compactMap { Int($0.prefix(2)) } == Array(1...50))
    }

    private static func files(endingIn suffix: String) -> [String] {
        let path = Repository.root.appendingPathComponent(folder).path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
    }
}
