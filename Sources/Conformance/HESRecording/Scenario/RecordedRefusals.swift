import HESConformance
import HESContract
import JSON

/// Refusals of a recording, and results that never came, as rules: the same call by its number meets the same.
struct RecordedRefusals {
    private(set) var rules: [JSONValue] = []
    private(set) var remarks: [String] = []
    private var runs: [Run] = []
    private var lostCount = 0
    private var foreignCount = 0

    /// Rules of one scenario, at most.
    private static let mostRules = 200

    /// Calls of one endpoint, one after another, that were refused alike.
    fileprivate struct Run {
        let endpoint: Endpoint
        let skip: Int
        var times = 1
        let effect: Effect
    }

    fileprivate struct Effect: Equatable {
        let status: Int
        let code: Int?
        let text: String
        /// The call was accepted, and its result never came.
        var isSilence = false
    }

    init(_ recording: Recording) {
        takeSilences(of: recording)
        var counts: [Endpoint: Int] = [:]
        for exchange in recording.exchanges {
            guard let endpoint = exchange.endpoint else { continue }
            let ordinal = counts[endpoint, default: 0]
            counts[endpoint] = ordinal + 1
            guard !exchange.isAccepted else { continue }
            guard let reply = exchange.reply, reply.extent == nil, reply.status >= 200 else {
                lostCount += 1
                continue
            }
            guard let effect = Self.effect(reply) else {
                foreignCount += 1
                continue
            }
            add(endpoint, ordinal: ordinal, effect: effect)
        }
        rules = runs.prefix(Self.mostRules).enumerated().map { $1.rule(number: $0 + 1) }
        if runs.count > Self.mostRules {
            remarks.append(
                "\((runs.count - Self.mostRules).counted("refusal")) more than \(Self.mostRules) rules have."
            )
        }
        if foreignCount > 0 {
            remarks.append(
                "\(foreignCount.counted("call was", plural: "calls were")) refused with a status or code that no rule has."
            )
        }
        if lostCount > 0 {
            remarks.append("\(lostCount.counted("call")) had no whole answer, which the scenario answers.")
        }
    }

    /// Plans are counted by themselves: a call that was refused has none.
    private mutating func takeSilences(of recording: Recording) {
        var counts: [Endpoint: Int] = [:]
        for exchange in recording.exchanges where exchange.isAccepted {
            guard let endpoint = exchange.endpoint, let planID = exchange.reply?.planID else { continue }
            let ordinal = counts[endpoint, default: 0]
            counts[endpoint] = ordinal + 1
            guard recording.results(of: planID).isEmpty else { continue }
            add(endpoint, ordinal: ordinal, effect: Effect(status: 200, code: 200, text: "", isSilence: true))
        }
    }

    /// nil for what no rule answers.
    private static func effect(_ reply: EvidenceEvent.HTTPReply) -> Effect? {
        guard reply.status == 200, let code = reply.code else {
            guard (200...599).contains(reply.status) else { return nil }
            return Effect(status: reply.status, code: nil, text: reply.body ?? "")
        }
        guard (0...999_999).contains(code) else { return nil }
        return Effect(status: 200, code: code, text: reply.json?.member("msg")?.value.string ?? "")
    }

    private mutating func add(_ endpoint: Endpoint, ordinal: Int, effect: Effect) {
        if let last = runs.lastIndex(where: { $0.endpoint == endpoint && $0.effect == effect }),
            runs[last].skip + runs[last].times == ordinal
        {
            runs[last].times += 1
        } else {
            runs.append(Run(endpoint: endpoint, skip: ordinal, effect: effect))
        }
    }
}

extension RecordedRefusals.Run {
    fileprivate func rule(number: Int) -> JSONValue {
        let answer: JSONValue =
            if effect.isSilence {
                ["type": "pushDrop"]
            } else if let code = effect.code {
                ["type": "replyCode", "code": .number("\(code)"), "msg": .string(effect.text)]
            } else {
                ["type": "replyStatus", "status": .number("\(effect.status)"), "body": .string(effect.text)]
            }
        return [
            "id": .string("recorded-\(number)"),
            "match": ["endpoint": .string(endpoint.rawValue)],
            "when": ["skip": .number("\(skip)"), "times": .number("\(times)")],
            "effect": answer,
        ]
    }
}
