import Foundation
import HESConformance
import HESRecording
import Testing

@testable import hes_sim

@Suite("The file of a recording")
struct RecordingFileTests {
    @Test("what comes after the bound in bytes is left out, and the last event says so")
    func bytes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try RecordingFile(folder: folder, timeZone: "+08:00", mostBytes: 1 << 20)
        let text = String(repeating: "x", count: 400_000)
        for _ in 1...5 { file.write { $0.failure(text, at: $1) } }
        #expect(file.close() == nil)

        let told = try RecordingFile.read(folder).compactMap { event -> String? in
            if case .broker(let remark) = event.kind { remark.what } else { nil }
        }
        #expect(told.filter { $0 == text }.count == 3)
        #expect(told.last == "the recording is full after 1 MiB")
    }
}
