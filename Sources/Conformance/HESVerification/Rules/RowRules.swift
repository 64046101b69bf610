import HESConformance
import HESContract
import JSON
import SimulationKernel

/// Rules of rows, in pages and pushes alike.
enum RowRules {
    /// A row with what was asked for.
    struct Asked {
        let row: SeenRow
        let exchange: Exchange
        let seq: Int
    }

    static func rows(_ talk: Conversation, where isWanted: (Endpoint) -> Bool) -> [Asked] {
        talk.steps.flatMap { step -> [Asked] in
            guard let exchange = step.accepted, let endpoint = exchange.endpoint, isWanted(endpoint) else { return [] }
            return exchange.rows.map { Asked(row: $0, exchange: exchange, seq: exchange.seq) }
                + step.pushes.flatMap { push in push.rows.map { Asked(row: $0, exchange: exchange, seq: push.seq) } }
        }
    }

    static func hasValues(_ endpoint: Endpoint) -> Bool {
        [.readFrozen, .readSingle, .historyFrozen, .historySingle].contains(endpoint)
    }

    static let ownMeters = Rule("R5", clause: "§3.2.1", title: "Rows are of the meters that were asked") { talk in
        let rows = rows(talk, where: hasValues).filter { !$0.exchange.askedDevices.isEmpty }
        return Rule.each(rows, lacking: "no row of a call that names meters came", seq: \.seq) { asked in
            asked.exchange.askedDevices.contains(asked.row.device)
                ? nil : "a row of \(asked.row.devAddr), which was not asked"
        }
    }

    static let units = Rule("R11", clause: "§3.2.3", title: "A value has the unit of its item") { talk in
        let rows = rows(talk, where: hasValues)
        return Rule.each(rows, lacking: "no row came", seq: \.seq) { asked in
            asked.row.channels.lazy.compactMap { channel -> String? in
                let code = channel.cgcode ?? asked.exchange.asked("cgcode") ?? ""
                guard let item = Cgcode(rawValue: code), let unit = channel.unit, channel.digits != nil else {
                    return nil
                }
                let table = item.unit.rawValue
                let isPower = table.hasPrefix("k") && !item.unit.isEnergy
                let allowed = isPower ? [table, String(table.dropFirst())] : [table]
                return allowed.contains(unit) ? nil : "\(code) in '\(unit)' in place of '\(table)'"
            }.first
        }
    }

    /// What may stand in place of a value of a meter that failed.
    private static let fillers = ["", "--"]

    static let values = Rule(
        "VALUE",
        clause: "§3.2.3",
        title: "A value is a decimal number, or says that there is none"
    ) { talk in
        let rows = rows(talk, where: hasValues)
        return Rule.each(rows, lacking: "no row came", seq: \.seq) { asked in
            asked.row.channels.lazy.compactMap { channel -> String? in
                switch channel.value {
                case nil: "a channel without a value"
                case .null?: nil
                case let value?:
                    channel.digits != nil || fillers.contains(value.string ?? "?") ? nil : "the value \(value.excerpt)"
                }
            }.first
        }
    }
}
