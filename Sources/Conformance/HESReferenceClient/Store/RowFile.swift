import Foundation
import HESContract
import JSON
import Logging

/// The rows of a tenant in a file, one JSON object a line: they outlive the process, however it ends.
struct RowFile: Sendable {
    private let path: String
    private let logger: Logger

    init(in folder: String, of tenantCode: String, logger: Logger) {
        let name = tenantCode.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        path = "\(folder)/rows-\(String(name)).jsonl"
        self.logger = logger
    }

    /// The rows in the order in which they came; a line that broke off is left out.
    func rows() -> [Row] {
        guard let bytes = FileManager.default.contents(atPath: path) else { return [] }
        return bytes.split(separator: 0x0A).compactMap { line in
            let row = Row(kept: EnvelopeReader.json(Array(line)))
            if row == nil { logger.notice("A line of the kept rows is left out", metadata: ["file": "\(path)"]) }
            return row
        }
    }

    /// A row that cannot be written is still in memory, and is read again by the next process.
    func append(_ rows: [Row]) {
        guard !rows.isEmpty else { return }
        let isThere = FileManager.default.fileExists(atPath: path)
        do {
            guard isThere || FileManager.default.createFile(atPath: path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
            guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(rows.flatMap { $0.keptLine }))
        } catch {
            logger.warning("Rows are not kept", metadata: ["file": "\(path)", "error": "\(error)"])
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension Row {
    fileprivate init?(kept json: JSONValue?) {
        guard let json, let timestamp = json.member("timestamp")?.value.integer,
            let devAddr = json.member("devAddr")?.value.string, let cgcode = json.member("cgcode")?.value.string,
            let value = json.member("value")?.value.string, let unit = json.member("unit")?.value.string,
            let source = json.member("source")?.value.string
        else { return nil }
        self.init(
            devAddr: devAddr,
            cgcode: cgcode,
            timestamp: Int64(timestamp),
            value: value,
            unit: unit,
            source: source
        )
    }

    fileprivate var keptLine: [UInt8] {
        var writer = JSONWriter()
        writer.node([
            "devAddr": .string(devAddr), "cgcode": .string(cgcode), "timestamp": .number("\(timestamp)"),
            "value": .string(value), "unit": .string(unit), "source": .string(source),
        ])
        return writer.bytes + [0x0A]
    }
}
