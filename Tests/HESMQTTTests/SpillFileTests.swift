import Foundation
import MQTTClient
import MQTTTestSupport
import Testing

@testable import HESMQTT

struct SpillFileTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "spill-\(UUID().uuidString)").path

    @Test("what is stored is read back, leaves no name on the disk, and its room is free once it is released")
    func storing() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = SpillFile(directory: directory, capacity: 1000, logger: .silent)
        let message = MQTTMessage(topic: "/a", payload: someBytes(600), qos: .exactlyOnce, isRetained: true)

        do {
            let stored = try #require(file.stored(message))
            #expect(try stored.load() == message)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
            #expect(file.stored(message) == nil)
        }

        #expect(file.stored(message) != nil)
    }

    @Test("a directory that is gone is a failure, and no end of the process")
    func noDirectory() {
        let file = SpillFile(directory: directory, capacity: 1000, logger: .silent)

        guard case .failed = file.store(message(1)) else {
            Issue.record("stored")
            return
        }
    }
}

extension SpillFile {
    fileprivate func stored(_ message: MQTTMessage) -> StoredMessage? {
        guard case .stored(let stored) = store(message) else { return nil }
        return stored
    }
}
