import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// The folders of a path that were not there, so that a start that fails leaves none of them behind.
struct NewFolders {
    /// The outermost first.
    private let paths: [String]

    /// To be asked before they are made.
    init(of path: String) {
        var (url, missing) = (URL(fileURLWithPath: path).standardizedFileURL, [String]())
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
            missing.insert(url.path, at: 0)
            url.deleteLastPathComponent()
        }
        paths = missing
    }

    /// Removes those that are empty, the deepest first.
    func remove() {
        for path in paths.reversed() { unsafe rmdir(path) }
    }
}
