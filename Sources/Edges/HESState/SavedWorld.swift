import GRDB
import HESSimulation
import SimulationKernel

/// A world's row in a state file.
struct SavedWorld: Sendable, Hashable {
    let tenantCode: String
    /// Values depend on it, so a world whose scenario sets no start keeps the first one.
    let start: SimulatedInstant
    let fingerprint: ScenarioFingerprint
    /// Its clock resumes at this instant, and what it names next lies beyond.
    var mark: HighWater
}

extension SavedWorld {
    /// In a file of this version; version 1 has the first four, versions 2 and 3 the first seven.
    static let columns = "tenant, start, scenario, now, plan, tokens, sequence, life"

    static func columns(version: Int) -> String {
        columns.split(separator: ", ").prefix(columnCount(version: version)).joined(separator: ", ")
    }

    static func columnCount(version: Int) -> Int {
        switch version {
        case ...1: 4
        case 2...3: 7
        default: 8
        }
    }

    init(tenantCode: String, start: SimulatedInstant, fingerprint: ScenarioFingerprint) {
        self.init(
            tenantCode: tenantCode,
            start: start,
            fingerprint: fingerprint,
            mark: HighWater(start: start)
        )
    }

    /// Reads ``columns(version:)``.
    init(_ row: Row, version: Int) throws(UnreadableColumn) {
        tenantCode = try row.column(0)
        start = try row.instant(1)
        fingerprint = ScenarioFingerprint(text: try row.column(2))
        mark = HighWater(start: try row.instant(3))
        guard version > 1 else { return }
        mark.planOrdinal = try row.number(4, in: HighWater.noPlan...(-HighWater.noPlan))
        mark.tokenCount = try row.number(5, in: 0...Self.largestCount)
        mark.journalSequence = try row.number(6, in: 1...Self.largestCount)
        if version > 3 { mark.life = try row.number(7, in: 0...Self.largestCount) }
    }

    var values: [DatabaseValue] {
        [
            tenantCode.databaseValue, start.milliseconds.databaseValue, fingerprint.text.databaseValue,
            mark.instant.milliseconds.databaseValue, mark.planOrdinal.databaseValue, mark.tokenCount.databaseValue,
            mark.journalSequence.databaseValue, mark.life.databaseValue,
        ]
    }

    func sum(version: Int) -> Int64 {
        RecordSum.of(Array(values.prefix(Self.columnCount(version: version))), after: 0)
    }

    private static let largestCount: Int64 = 1 << 53
}
