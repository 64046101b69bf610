package import Foundation

extension Manifest {
    /// Asks `swift package dump-package`, with a build folder of its own so that it may run inside `swift test`.
    ///
    /// - Throws: `DumpFailure` when the command fails, `DecodingError` when its output is not understood.
    package static func dumped(from root: URL) throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "hes-docs-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path, "dump-package",
        ]
        process.standardOutput = output
        try process.run()
        // Read before the wait: a full pipe would hold the command for ever.
        let json = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw DumpFailure(status: process.terminationStatus) }
        return try Manifest(json: json)
    }
}

/// `swift package dump-package` did not succeed; it has said why on stderr.
struct DumpFailure: Error, CustomStringConvertible {
    let status: Int32

    var description: String { "swift package dump-package ended with status \(status)" }
}
