import HESContract
import HESReferenceClient
import JSON
import SimulationKernel

/// Formats a result as a table or as JSON.
enum CallPrint {
    static func json(_ result: OperationReport) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { result.write(to: &$0) }
        return writer.bytes
    }

    /// `no result` for a plan that was accepted and pushed nothing in time.
    static func word(for outcome: OperationReport.Outcome) -> String {
        outcome == .pending ? "no result" : outcome.rawValue
    }

    static func table(_ result: OperationReport, zone: WorldZone) -> String {
        var lines: [String] = []
        if let rows = result.rows {
            lines += table(["devAddr", "cgcode", "time", "value", "unit"], rows: rows.map { cells($0, in: zone) })
        }
        if let relays = result.relays {
            lines += table(["devAddr", "state"], rows: relays.map { [$0.devAddr, $0.state.rawValue] })
        }
        if let archive = result.archive {
            let head = ["devAddr", "status", "commType", "moduleNext"]
            lines += table(head, rows: archive.map { [$0.devAddr, $0.status, $0.commType, $0.moduleNext] })
        }
        let missing = (result.missing ?? []).map(\.devAddr)
        if !missing.isEmpty { lines.append("missing: " + missing.joined(separator: ", ")) }
        return (lines.isEmpty ? [word(for: result.outcome)] : lines).joined(separator: "\n")
    }

    /// The cells of a row, with the stamp on the HES's wall clock.
    private static func cells(_ row: Row, in zone: WorldZone) -> [String] {
        let time = zone.civilTime(at: SimulatedInstant(milliseconds: row.timestamp))
        return [row.devAddr, row.cgcode, time.description, row.value, row.unit]
    }

    private static func table(_ head: [String], rows: [[String]]) -> [String] {
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { cells in
            let line = zip(cells, widths).map { column($0, width: $1) }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
