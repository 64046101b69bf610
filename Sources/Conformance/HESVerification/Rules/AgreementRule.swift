import HESConformance
import HESContract
import SimulationKernel

/// The rule of one value for one reading.
enum AgreementRule {
    private struct Key: Hashable {
        let device: String
        let asked: String
        let cgcode: String
        let stamp: Int64
    }

    /// A value with where it came.
    private struct Value {
        let key: Key
        let text: String
        let number: ExactDecimal
        let exchange: Exchange
        let seq: Int
    }

    /// The same meter, item and stamp in several answers and pushes.
    static let agreement = Rule("R12", clause: "§4.1", title: "History and real-time reads agree to the last digit") {
        talk in
        let values = values(of: talk)
        let unclear = talk.isPassive ? readTwice(values) : []
        var known: [Key: Value] = [:]
        var compared: [Int] = []
        for value in values where !unclear.contains(value.key) {
            guard let other = known[value.key] else {
                known[value.key] = value
                continue
            }
            guard other.seq != value.seq else { continue }
            if other.number != value.number {
                let key = value.key
                let what = "\(key.cgcode) of meter \(key.device) at \(key.stamp) is \(other.text), then \(value.text)"
                return .broken(what, events: [other.seq, value.seq])
            }
            compared.append(value.seq)
        }
        guard let first = compared.first else { return .notObserved("no value came twice") }
        return .held(count: compared.count, events: [first])
    }

    private static func values(of talk: Conversation) -> [Value] {
        RowRules.rows(talk, where: RowRules.hasValues).flatMap { asked -> [Value] in
            let question = asked.exchange.asked("cgcode") ?? ""
            guard let stamp = asked.row.stamp, !isCutToSeconds(asked, of: question, in: talk) else { return [] }
            return asked.row.channels.compactMap { channel in
                guard let text = channel.digits, let number = ExactDecimal(text) else { return nil }
                let cgcode = channel.cgcode ?? question
                let key = Key(device: asked.row.device, asked: question, cgcode: cgcode, stamp: stamp)
                return Value(key: key, text: text, number: number, exchange: asked.exchange, seq: asked.seq)
            }
        }
    }

    /// What came from several real-time reads: they may share the millisecond of their stamps, and not the value.
    private static func readTwice(_ values: [Value]) -> Set<Key> {
        var reads: [Key: Int] = [:]
        var twice: Set<Key> = []
        for value in values where value.exchange.endpoint == .readSingle {
            let own = value.exchange.requestSeq
            if reads[value.key, default: own] != own { twice.insert(value.key) }
            reads[value.key] = own
        }
        return twice
    }

    /// Whether it may be one of two readings of this run within one second, whose stamps are cut to it.
    ///
    /// The clock of a recorded HES is not known, nor what was read before: there any such stamp may be one.
    private static func isCutToSeconds(_ asked: RowRules.Asked, of cgcode: String, in talk: Conversation) -> Bool {
        guard let stamp = asked.row.stamp, stamp % 1000 == 0, let item = Cgcode(rawValue: cgcode) else { return false }
        if talk.isPassive, item.category == .single, asked.exchange.endpoint == .readSingle { return true }
        let begin = talk.exchanges.first?.asked ?? 0
        return item.isInstantaneous && (talk.isPassive || stamp >= begin - 60_000)
    }
}
