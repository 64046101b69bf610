import JSON

extension Push {
    package func json(_ dialect: Dialect = Dialect()) -> [UInt8] {
        var writer = PushWriter(self, in: dialect)
        while true {
            if let bytes = writer.write(rows: .max) { return bytes }
        }
    }

    /// Rows of its list, of any kind.
    package var rowCount: Int {
        switch list {
        case .composite(let rows): rows.count
        case .single(let rows): rows.count
        case .relay(let outcomes): outcomes.count
        case .archive(let entries): entries.count
        case .none: 0
        }
    }

    /// About the bytes of its JSON.
    var capacity: Int {
        switch list {
        case .composite(let rows): 96 + 512 * rows.count
        case .single(let rows): 96 + 112 * rows.count
        case .relay(let outcomes): 96 + 56 * outcomes.count
        case .archive(let entries): 96 + 112 * entries.count
        case .none: 96
        }
    }
}

extension JSONWriter {
    /// Writes rows of a push's list.
    mutating func rows(_ range: Range<Int>, of list: Push.List, in forms: inout RowForms) {
        switch list {
        case .composite(let rows): for row in rows[range] { compositeRow(row, in: &forms) }
        case .single(let rows) where rows.count == 1: for row in rows[range] { onlyRow(row, in: forms) }
        case .single(let rows): for row in rows[range] { singleRow(row, in: &forms) }
        case .relay(let outcomes): for outcome in outcomes[range] { relayOutcome(outcome, in: forms.dialect) }
        case .archive(let entries): for entry in entries[range] { archiveEntry(entry, in: forms.dialect) }
        case .none: break
        }
    }

    private mutating func relayOutcome(_ outcome: RelayOutcome, in dialect: Dialect) {
        object {
            $0.key("devAddr")
            $0.devAddr(outcome.devAddr, in: dialect)
            $0.key("successful")
            $0.bool(outcome.isSuccessful)
        }
    }

    private mutating func archiveEntry(_ entry: ArchiveEntry, in dialect: Dialect) {
        object {
            $0.key("devAddr")
            $0.devAddr(entry.devAddr, in: dialect)
            $0.key("status")
            $0.string(entry.isEnabled ? "1" : "0")
            $0.key("commType")
            $0.string(entry.commType)
            $0.key("moduleNext")
            $0.string(entry.moduleNext)
        }
    }
}
