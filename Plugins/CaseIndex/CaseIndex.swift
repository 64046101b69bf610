import Foundation
import PackagePlugin

/// Lists the case files that `.embedInCode` puts into the target, so that a new one needs no line of Swift.
@main
struct CaseIndex: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL.appending(path: "Cases")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        let entries = files.sorted().map { file in
            let name = file.dropLast(".json".count)
            return "        (\"\(name)\", PackageResources.\(name.replacingOccurrences(of: "-", with: "_"))_json),\n"
        }
        let text = """
            enum CaseFiles {
                static let all: [(name: String, bytes: [UInt8])] = [
            \(entries.joined())    ]
            }

            """
        let output = context.pluginWorkDirectoryURL.appending(path: "CaseFiles.swift")
        return [
            .buildCommand(
                displayName: "Listing \(files.count) case files",
                executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", "printf '%s' \"$1\" > \"$2\"", "sh", text, output.path],
                outputFiles: [output]
            )
        ]
    }
}
