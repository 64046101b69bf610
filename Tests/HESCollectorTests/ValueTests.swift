import Foundation
import GRDB
import HESCollector
import HESReferenceClient
import Testing

@Suite("The collector's database")
struct ValueTests {
    private static func row(_ value: String, at stamp: Int64 = 1000) -> HESReferenceClient.Row {
        HESReferenceClient.Row(devAddr: "1", cgcode: "5069", timestamp: stamp, value: value, unit: "kWh")
    }

    @Test("a row that comes twice is there once; the latest value counts")
    func twice() {
        var values = ValueBook()

        #expect(values.put([Self.row("1.0")]).count == 1)
        #expect(values.put([Self.row("1.0")]).isEmpty)
        #expect(values.put([Self.row("2.0")]).count == 1)
        #expect(values.count == 1)
        #expect(values.value(of: "1", cgcode: "5069", at: 1000) == "2.0")
    }

    @Test("the file has every row once, with its digits as they came")
    func file() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try ValueFile(path)
        try file.put([Self.row("1.500"), Self.row("7", at: 2000)])
        try file.put([Self.row("1.510")])
        let found = try DatabaseQueue(path: path).read {
            try String.fetchAll($0, sql: "SELECT devAddr || ' ' || timestamp || ' ' || value FROM reading")
        }

        #expect(found == ["1 1000 1.510", "1 2000 7"])
    }

    @Test("a file that is there already is not touched")
    func taken() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).txt").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))

        #expect(throws: ValueFile.Failure.self) { try ValueFile(path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
}
