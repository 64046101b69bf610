import JSON

extension Push {
    package func json(_ dialect: Dialect = Dialect()) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.object {
            $0.key("planId")
            $0.string(planID.description)
            $0.key("data")
            $0.object {
                $0.key("status")
                $0.string(status.rawValue)
                write(list, into: &$0, in: dialect)
            }
        }
        return dialect.finished(writer.bytes)
    }

    private func write(_ list: List, into writer: inout JSONWriter, in dialect: Dialect) {
        if case .none = list { return }
        if status == .failure, isEmpty {
            switch dialect.emptyList {
            case .array: break
            case .absent: return
            case .null:
                writer.key("list")
                return writer.null()
            }
        }
        writer.key("list")
        writer.array {
            switch list {
            case .composite(let rows): for row in rows { $0.compositeRow(row, in: dialect) }
            case .single(let rows): for row in rows { $0.singleRow(row, in: dialect, withCgcode: true) }
            case .relay(let outcomes): for outcome in outcomes { $0.relayOutcome(outcome, in: dialect) }
            case .archive(let entries): for entry in entries { $0.archiveEntry(entry, in: dialect) }
            case .none: break
            }
        }
    }

    private var isEmpty: Bool {
        switch list {
        case .composite(let rows): rows.isEmpty
        case .single(let rows): rows.isEmpty
        case .relay(let outcomes): outcomes.isEmpty
        case .archive(let entries): entries.isEmpty
        case .none: true
        }
    }

    private var capacity: Int {
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
    fileprivate mutating func relayOutcome(_ outcome: RelayOutcome, in dialect: Dialect) {
        object {
            $0.key("devAddr")
            $0.devAddr(outcome.devAddr, in: dialect)
            $0.key("successful")
            $0.bool(outcome.isSuccessful)
        }
    }

    fileprivate mutating func archiveEntry(_ entry: ArchiveEntry, in dialect: Dialect) {
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
