import Foundation
import HESClientDriver
import Testing

/// `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes the embedded files anew.
@Suite("Skeletons")
struct SkeletonTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let examples = root.appending(path: "examples/skeletons")
    private static let embedded = root.appending(path: "Sources/Conformance/HESClientDriver/Skeletons/Embedded")

    @Test("what init writes is examples/skeletons, byte for byte", arguments: Skeleton.all.map(\.language))
    func equal(language: String) throws {
        let skeleton = try #require(Skeleton.all.first { $0.language == language })
        let folder = Self.examples.appending(path: language)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)

        #expect(Set(names) == Set(skeleton.files.map(\.name)))
        for file in skeleton.files {
            let path = folder.appending(path: file.name).path
            let text = try String(contentsOfFile: path, encoding: .utf8)
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try embed(text, language, file.name) }
            #expect(file.text == text, "\(language)/\(file.name)")
            #expect(file.isExecutable == FileManager.default.isExecutableFile(atPath: path))
        }
    }

    @Test("there is a skeleton for every folder of examples/skeletons")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.examples.path)

        #expect(Set(folders) == Set(Skeleton.all.map(\.language)))
    }

    private func embed(_ text: String, _ language: String, _ file: String) throws {
        let name = language + file.split(separator: ".").map { $0.lowercased().capitalized }.joined()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "        \($0)" }
        let source = """
            /// `examples/skeletons/\(language)/\(file)`; `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes it anew.
            extension Skeleton {
                static let \(name) = #\"""
            \(lines.joined(separator: "\n"))
                    \"""#
            }

            """
        try Data(source.utf8).write(to: Self.embedded.appending(path: "\(name).swift"))
    }
}
