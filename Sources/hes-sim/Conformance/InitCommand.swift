import ArgumentParser
import Foundation
import HESClientDriver
import HESContract
import HESScenario
import JSON

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write the skeleton of a driver.",
        discussion: "Example: hes-sim conformance init --lang python my-driver"
    )

    @Option(name: .customLong("lang"), help: "python, shell, swift or node.")
    var language: String

    @Argument(help: "The folder to write to; it must be new or empty.")
    var directory: String

    func run() {
        let known = Skeleton.all.map(\.language)
        guard let skeleton = Skeleton.all.first(where: { $0.language == language }) else {
            let near = Suggestion.hint(for: language, among: known).map { "; \($0)" }
            let hint = near ?? "; there are \(known.joined(separator: ", "))"
            endProcess(.usage("there is no skeleton in '\(language)'\(hint)"))
        }
        do {
            try write(skeleton)
        } catch {
            endProcess(.failed("'\(directory)' cannot be written: \(error.fileReason)"))
        }
        print(skeleton.files.map { "\(directory)/\($0.name)" }.joined(separator: "\n"))
        print("\nNext:\n  cd \(directory)")
        for step in skeleton.nextSteps { print("  \(step)") }
    }

    private func write(_ skeleton: Skeleton) throws {
        let folder = URL(filePath: directory)
        let files = FileManager.default
        if let found = try? files.contentsOfDirectory(atPath: folder.path), !found.isEmpty {
            endProcess(.usage("'\(directory)' is not empty, and nothing is overwritten; name a new folder"))
        }
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in skeleton.files {
            let target = folder.appending(path: file.name)
            try Data(file.text.utf8).write(to: target, options: .withoutOverwriting)
            if file.isExecutable { try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: target.path) }
        }
    }
}
