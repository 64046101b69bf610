import Foundation
import PackagePlugin

/// Puts the files of `scenarios/` into the program, as text.
enum ShippedScenarios {
    static func command(_ context: PluginContext) throws -> Command {
        let folder = context.package.directoryURL.appending(path: "scenarios")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.sorted()
        let files = names.map { folder.appending(path: $0) }
        let output = context.pluginWorkDirectoryURL.appending(path: "ShippedScenarioFiles.swift")
        return .buildCommand(
            displayName: "Embedding \(names.count) scenarios",
            executable: URL(filePath: "/bin/sh"),
            arguments: ["-c", script, "sh", output.path] + files.map(\.path),
            inputFiles: files,
            outputFiles: [output]
        )
    }

    private static let script = """
        output=$1 && shift && {
            printf '/// Every file of scenarios/, by name.\\n'
            printf 'enum ShippedScenarioFiles {\\n    static let all: [(name: String, text: String)] = [\\n'
            for file in "$@"; do
                printf '("%s", ###\"\"\"\\n' "${file##*/}" && cat "$file" && printf '\\n\"\"\"###),\\n'
            done
            printf '    ]\\n}\\n'
        } > "$output"
        """
}
