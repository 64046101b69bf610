import Foundation
import Testing

/// `UPDATE_GOLDEN=1 swift test --filter Golden` writes the files anew; look at the pictures in a browser.
enum Golden {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/drawing")

    static func compare(_ text: String, with name: String) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(name)")
    }
}
