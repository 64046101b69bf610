import HESContract
import JSON

/// A further field of `op.done`; required if `outcome` is ok or partial, and checked if present.
enum OperationField: String {
    case rows, missing, results, archive

    /// The fields of an operation of §2; empty for an unknown operation.
    static func of(_ operation: String) -> [OperationField] {
        switch operation {
        case "read", "collect": [.rows, .missing]
        case "history", "rows": [.rows]
        case "relay": [.results]
        case "archive.read": [.archive]
        default: []
        }
    }

    func check(_ reader: ObjectReader) throws(DriverComplaint) {
        switch self {
        case .rows: for row in try reader.objects(rawValue) { try Self.checkRow(row) }
        case .missing: try Self.checkMissing(reader)
        case .results:
            for result in try reader.objects(rawValue) {
                _ = try result.string("devAddr")
                _ = try result.word("state", of: ["done", "failed", "unknown"])
            }
        case .archive:
            for entry in try reader.objects(rawValue) {
                for key in ["devAddr", "status", "commType", "moduleNext"] { _ = try entry.string(key) }
            }
        }
    }

    private static func checkRow(_ row: ObjectReader) throws(DriverComplaint) {
        _ = try row.string("devAddr")
        _ = try row.integer("timestamp")
        _ = try row.string("value")
        _ = try row.optionalString("cgcode")
        _ = try row.optionalString("unit")
    }

    /// Each element must be a meter's number, or an object with `devAddr` that says more about the gap.
    private static func checkMissing(_ reader: ObjectReader) throws(DriverComplaint) {
        for element in try reader.array("missing") where element.node.value.string == nil {
            guard let reader = element.object() else { throw element.complaint(mustBe: "a meter's number as a string") }
            _ = try reader.string("devAddr")
        }
    }
}
