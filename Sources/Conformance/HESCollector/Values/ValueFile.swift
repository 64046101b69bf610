import Foundation
import GRDB
package import HESReferenceClient
import JSON

/// The collector's database as a SQLite file with one table, `reading`.
package final class ValueFile: Sendable {
    /// Why the file cannot be used.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let queue: DatabaseQueue

    /// Makes the file.
    ///
    /// - Throws: ``Failure`` if something is there already, or it cannot be made.
    package init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure(description: "'\(path)' is there already; remove it, or name another file")
        }
        do {
            var configuration = Configuration()
            // It can be collected once more: nothing waits for the disk.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try $0.execute(sql: Self.table) }
        } catch {
            throw Failure(description: "'\(path)' cannot be made: is the path right? (\(error))")
        }
    }

    /// Writes the rows; one that is there already gets the new value.
    package func put(_ rows: [HESReferenceClient.Row]) throws {
        for start in stride(from: 0, to: rows.count, by: Self.mostAtOnce) {
            let part = rows[start..<min(rows.count, start + Self.mostAtOnce)]
            try queue.write { try $0.execute(sql: Self.insertion, arguments: [Self.json(part)]) }
        }
    }

    private static func json(_ rows: ArraySlice<HESReferenceClient.Row>) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for row in rows {
                writer.array { writer in
                    writer.string(row.devAddr)
                    writer.string(row.cgcode)
                    writer.integer(row.timestamp)
                    writer.string(row.value)
                    writer.string(row.unit)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static let mostAtOnce = 10_000

    private static let table = """
        CREATE TABLE reading (
            devAddr TEXT NOT NULL, cgcode TEXT NOT NULL, timestamp INTEGER NOT NULL, value TEXT NOT NULL,
            unit TEXT NOT NULL, PRIMARY KEY (devAddr, cgcode, timestamp)
        ) WITHOUT ROWID
        """

    /// One statement for many rows: SQLite takes them apart.
    private static let insertion = """
        INSERT OR REPLACE INTO reading
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)
        """
}
