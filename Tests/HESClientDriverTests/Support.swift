import Foundation
import HESClientDriver
import HESConformance
import HESContract
import JSON
import Synchronization
import Testing

/// Notes in the order in which they came.
final class Notebook: Sendable {
    private let held = Mutex<[EvidenceEvent.Kind]>([])

    var notes: [EvidenceEvent.Kind] { held.withLock { $0 } }
    var kinds: [String] { notes.map(\.word) }

    func write(_ note: DriverEvent) { held.withLock { $0.append(note.evidence) } }

    func texts(_ kind: String, _ member: String) -> [String] {
        notes.filter { $0.word == kind }.compactMap { note in
            note.members.first { $0.0 == member }.map { Self.text($0.1) }
        }
    }

    private static func text(_ value: JSONValue) -> String {
        if let string = value.string { return string }
        var writer = JSONWriter()
        writer.node(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

enum Client {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Drivers").path

    static func driver(_ mode: String) -> ClientCommand {
        ClientCommand(program: "python3", arguments: ["\(folder)/driver.py", mode])
    }

    static let begin = CaseBegin(
        caseName: "READ-01",
        baseURL: "http://127.0.0.1:1",
        mqttHost: "127.0.0.1",
        mqttPort: 2,
        tenantCode: "1000000067",
        username: "u",
        password: "p",
        secretKey: "k",
        timeZone: "+08:00"
    )

    /// More than any answer needs on a busy machine.
    static let patience = Duration.seconds(60)
}

/// Runs the driver of `Drivers/driver.py` in one of its modes.
func withDriver<Result>(
    _ mode: String,
    _ body: (DriverSession, Notebook) async throws -> Result
) async throws -> (Result, Notebook) {
    let notebook = Notebook()
    let result = try await DriverSession.run(Client.driver(mode), observer: notebook.write) { session in
        try await body(session, notebook)
    }
    return (result, notebook)
}

extension DriverSession {
    @discardableResult
    func read(within patience: Duration = Client.patience) async throws -> OperationResult? {
        try await op("read", with: ["kind": "single"], within: patience)
    }

    /// The failure of a read.
    func failedRead(within patience: Duration = Client.patience) async -> SessionFailure? {
        do {
            _ = try await op("read", with: [:], within: patience)
            return nil
        } catch {
            return error
        }
    }
}
