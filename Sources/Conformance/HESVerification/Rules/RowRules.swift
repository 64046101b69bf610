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
        let rows = rows(talk, where: hasValues)
        return Rule.each(rows, lacking: "no row came", seq: \.seq) { asked in
            let wanted = asked.exchange.askedDevices
            return wanted.isEmpty || wanted.contains(asked.row.device)
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

    // MARK: Agreement

    private struct Key: Hashable {
        let device: String
        let asked: String
        let cgcode: String
        let stamp: Int64
    }

    /// The same meter, item and stamp in several answers and pushes.
    static let agreement = Rule("R12", clause: "§4.1", title: "History and real-time reads agree to the last digit") {
        talk in
        var known: [Key: (value: ExactDecimal, text: String, seq: Int)] = [:]
        var compared: [Int] = []
        for asked in rows(talk, where: hasValues) {
            let question = asked.exchange.asked("cgcode") ?? ""
            guard !isCutToSeconds(asked, of: question, in: talk) else { continue }
            for channel in asked.row.channels {
                guard let stamp = asked.row.stamp, let text = channel.digits, let value = ExactDecimal(text) else {
                    continue
                }
                let key = Key(
                    device: asked.row.device,
                    asked: question,
                    cgcode: channel.cgcode ?? question,
                    stamp: stamp
                )
                guard let other = known[key] else {
                    known[key] = (value, text, asked.seq)
                    continue
                }
                guard other.seq != asked.seq else { continue }
                if other.value != value {
                    let what = "\(key.cgcode) of meter \(key.device) at \(stamp) is \(other.text), then \(text)"
                    return .broken(what, events: [other.seq, asked.seq])
                }
                compared.append(asked.seq)
            }
        }
        guard let first = compared.first else { return .notObserved("no value came twice") }
        return .held(count: compared.count, events: [first])
    }

    /// Whether it may be one of two readings of this run within one second, whose stamps are cut to it.
    ///
    /// The clock of a recorded HES is not known, nor what was read before: there any such stamp may be one.
    private static func isCutToSeconds(_ asked: Asked, of cgcode: String, in talk: Conversation) -> Bool {
        guard let stamp = asked.row.stamp, stamp % 1000 == 0, let item = Cgcode(rawValue: cgcode) else { return false }
        if talk.isPassive, item.category == .single, asked.exchange.endpoint == .readSingle { return true }
        let begin = talk.exchanges.first?.asked ?? 0
        return item.isInstantaneous && (talk.isPassive || stamp >= begin - 60_000)
    }
}
