package import Foundation

extension Manifest {
    /// Asks `swift package dump-package`, with a build folder of its own so that it may run inside `swift test`.
    ///
    /// Waits without holding a thread: tests of other suites share the pool.
    /// - Throws: `DumpFailure` when the command fails, `DecodingError` when its output is not understood.
    package static func dumped(from root: URL) async throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "hes-docs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let json = scratch.appending(path: "manifest.json")
        try Data().write(to: json)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path, "dump-package",
        ]
        // A file, not a pipe: a full pipe would block the command for ever.
        process.standardOutput = try FileHandle(forWritingTo: json)
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard status == 0 else { throw DumpFailure(status: status) }
        return try Manifest(json: Data(contentsOf: json))
    }
}

/// `swift package dump-package` failed; it wrote the reason to stderr.
struct DumpFailure: Error, CustomStringConvertible {
    let status: Int32

    var description: String { "swift package dump-package ended with status \(status)" }
}
