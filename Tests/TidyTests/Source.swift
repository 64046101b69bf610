import Foundation
import Testing

/// One Swift file of the repository.
struct Source: Sendable, CustomTestStringConvertible {
    let path: String
    let text: String

    /// The program.
    static let all = files(under: "Sources")
    static let tests = files(under: "Tests")
    static let benchmarks = files(under: "Benchmarks")

    var testDescription: String { path }

    /// The core, and the judging part of the conformance suite, which is held to the same purity.
    var isCore: Bool { path.hasPrefix("Sources/Core/") || path.hasPrefix("Sources/Conformance/HESConformance/") }

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

    /// Links are left out: what they point to is another project's source that the program carries.
    private static func files(under folder: String) -> [Source] {
        let base = root.appendingPathComponent(folder)
        let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(base.path)/\(name)")) != nil
            guard !isLink, let text = try? read("\(folder)/\(name)") else { return nil }
            return Source(path: "\(folder)/\(name)", text: text)
        }
    }
}
