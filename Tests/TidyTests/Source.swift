import Foundation
import Testing

/// One Swift file of the repository.
struct Source: Sendable, CustomTestStringConvertible {
    let path: String
    let text: String

    static let all = files(under: "Sources")
    static let tests = files(under: "Tests")

    var testDescription: String { path }

    /// The core, and the judging part of the conformance suite, which is held to the same purity.
    var isCore: Bool { path.hasPrefix("Sources/Core/") || path.hasPrefix("Sources/Conformance/HESConformance/") }

    /// The folder below `Core` or `Edges`, or below `Sources`.
    var target: String {
        let parts = path.split(separator: "/").map(String.init)
        return ["Core", "Edges", "Conformance"].contains(parts[1]) ? parts[2] : parts[1]
    }

    /// Without comments.
    var code: String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in line.range(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line) }
            .joined(separator: "\n")
    }

    var imports: [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let index = words.firstIndex(of: "import"), index <= 1, words.count == index + 2 else { return nil }
            return words[index + 1]
        }
    }

    /// Names that are declared as a Set or a Dictionary in this file.
    var unorderedNames: [String] {
        code.split(separator: "\n").compactMap { line in
            let pattern = #/(?:let|var) (\w+): (?:Set<|\[[A-Z]\w*(?:\.\w+)?: )/#
            return (try? pattern.firstMatch(in: String(line)))?.map { String($0.1) }
        }
    }

    static func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func files(under folder: String) -> [Source] {
        let base = root.appendingPathComponent(folder)
        let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            (try? read("\(folder)/\(name)")).map { Source(path: "\(folder)/\(name)", text: $0) }
        }
    }
}
