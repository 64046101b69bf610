import Foundation

/// A private folder (mode 700) for the operations of a case.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "hes-sim-case-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        path = url.path
    }

    /// Ignores failures: the system cleans its temporary folder.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Nil if there is no such file; a file that is too long gives one byte more than `maximumBytes`.
    static func read(_ path: String, maximumBytes: Int) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: maximumBytes + 1)).map { Array($0) }
    }
}
