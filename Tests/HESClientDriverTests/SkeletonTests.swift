import Foundation
import HESClientDriver
import Testing

@Suite("Skeletons")
struct SkeletonTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let examples = root.appending(path: "examples/skeletons")

    @Test("what init writes is examples/skeletons, byte for byte", arguments: Skeleton.all.map(\.language))
    func equal(language: String) throws {
        let skeleton = try #require(Skeleton.all.first { $0.language == language })
        let folder = Self.examples.appending(path: language)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)

        #expect(Set(names) == Set(skeleton.files.map(\.name)))
        for file in skeleton.files {
            let path = folder.appending(path: file.name).path
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(file.text == text, "\(language)/\(file.name)")
            #expect(file.isExecutable == FileManager.default.isExecutableFile(atPath: path))
        }
    }

    @Test("there is a skeleton for every folder of examples/skeletons")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.examples.path)

        #expect(Set(folders) == Set(Skeleton.all.map(\.language)))
    }
}
