import Foundation
import PackagePlugin

/// Lists the files that `.embedInCode` puts into the target, so that a new one needs no line of Swift.
@main
struct EmbeddedFiles: BuildToolPlugin {
    /// The embedded folder of each target.
    private static let folders = [
        "HESConformance": "Cases", "HESConsole": "Page", "HESScenario": "Shipped", "HESVerification": "Probes",
    ]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let folder = Self.folders[target.name] else { return [] }
        let path = target.directoryURL.appending(path: folder).path
        let files = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
        let entries = files.sorted().map { "        (\"\($0)\", PackageResources.\(identifier(of: $0))),\n" }
        let text = """
            /// Every file of `\(folder)`, by name.
            enum EmbeddedFiles {
                static let all: [(name: String, bytes: [UInt8])] = [
            \(entries.joined())    ]
            }

            """
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Listing \(files.count) embedded files",
                executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", "printf '%s' \"$1\" > \"$2\"", "sh", text, output.path],
                outputFiles: [output]
            )
        ]
    }

    /// The name that the build gives the constant with the file's bytes.
    private func identifier(of file: String) -> String {
        String(file.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}
