import GRDB
import SimulationKernel

/// The checksum of a record: over its columns, their types and the checksum of the record before it, so that a changed, a
/// removed and a moved record are noticed.
///
/// It finds damage, not forgery: its key is public.
enum RecordSum {
    private static let hash = KeyedHash(key: (0x6865_732D_7369_6D20, 0x7265_636F_7264_7321))

    static func of(_ columns: [DatabaseValue], after previous: Int64) -> Int64 {
        var bytes: [UInt8] = []
        append(previous, to: &bytes)
        for column in columns { append(column, to: &bytes) }
        return Int64(bitPattern: hash.hash(bytes).0)
    }

    private static func append(_ column: DatabaseValue, to bytes: inout [UInt8]) {
        switch column.storage {
        case .null: bytes.append(0)
        case .int64(let number):
            bytes.append(1)
            append(number, to: &bytes)
        case .double(let number):
            bytes.append(2)
            append(Int64(bitPattern: number.bitPattern), to: &bytes)
        case .string(let text):
            bytes.append(3)
            append(Int64(text.utf8.count), to: &bytes)
            bytes += text.utf8
        case .blob(let data):
            bytes.append(4)
            append(Int64(data.count), to: &bytes)
            bytes += data
        }
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
