import Foundation
import PackagePlugin

/// Tells the program from which commit it is built: `HES_SIM_COMMIT`, `unknown` without it.
///
/// The command changes only with the commit, so that a build of the same commit compiles nothing anew.
@main
struct BuildStamp: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        let commit = ProcessInfo.processInfo.environment["HES_SIM_COMMIT"] ?? ""
        let isCommit = !commit.isEmpty && commit.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let text = """
            enum BuildStamp {
                static let commit = "\(isCommit ? commit : "unknown")"
            }

            """
        let output = context.pluginWorkDirectoryURL.appending(path: "BuildStamp.swift")
        return [
            .buildCommand(
                displayName: "Stamping the commit",
                executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", "printf '%s' \"$1\" > \"$2\"", "sh", text, output.path],
                outputFiles: [output]
            )
        ]
    }
}
