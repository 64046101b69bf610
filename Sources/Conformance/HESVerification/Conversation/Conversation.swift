package import HESConformance
import HESContract
import JSON
package import SimulationKernel

/// The evidence of a run, put together for the judging functions as it comes.
package struct Conversation: Sendable {
    /// So many equal refusals are one; fewer may be a passing failure of the HES.
    package static let attemptsOfRefusal = 4
    /// The end of the year 9999: evidence of another origin may say any number.
    private static let lastMillisecond: Int64 = 253_402_300_799_999
    /// Pushes that may wait for the answer that names their plan; then the oldest goes.
    private static let mostEarly = 1000

    private(set) var steps: [SeenStep] = []
    private(set) var header: EvidenceEvent.CaseHeader?
    /// The zone of the HES; nil for that of the first event.
    private let knownZone: WorldZone?
    /// Refusals of requests that were accepted at another attempt.
    private(set) var passing: Set<Refusal> = []
    /// Whether the broker grants less than QoS 2.
    private(set) var grantedQoS = 2
    private var stepOfPlan: [String: Int] = [:]
    /// Pushes that came before the answer that names their plan.
    private var early: [SeenPush] = []
    /// Pushes of plans that no answer names.
    var strangers: [SeenPush] { early }
    /// Whether a recording is read, of a client that asked what it wanted, beside a HES with a clock of its own.
    let isPassive: Bool
    /// How many of them were forgotten, so that the others have room.
    package private(set) var forgotten = 0

    /// `zone` is needed for a name that is no offset.
    package init(in zone: WorldZone? = nil) { (knownZone, isPassive) = (zone, false) }

    init(passiveIn zone: WorldZone?) { (knownZone, isPassive) = (zone, true) }

    package init(_ events: [EvidenceEvent], in zone: WorldZone? = nil) {
        (knownZone, isPassive) = (zone, false)
        for event in events { append(event) }
    }

    package mutating func append(_ event: EvidenceEvent) {
        let milliseconds = min(max(event.milliseconds, 0), Self.lastMillisecond)
        switch event.kind {
        case .begin(let header): self.header = header
        case .step(let begin): steps.append(SeenStep(begin, seq: event.seq))
        case .stepEnd: end()
        case .httpRequest(let request): ask(Exchange(request, seq: event.seq, at: milliseconds))
        case .httpReply(let reply): answer(reply, seq: event.seq, at: milliseconds)
        case .push(let push): take(SeenPush(push, seq: event.seq, at: milliseconds))
        case .mqttSubscribe: if !steps.isEmpty { steps[steps.count - 1].isSubscribed = true }
        case .broker(let remark): if let qos = Self.granted(remark.what) { grantedQoS = min(grantedQoS, qos) }
        default: break
        }
    }

    /// The remark that a broker granted less than was asked.
    package static func remark(granted qos: Int) -> String { "the broker grants QoS \(qos)" }

    private static func granted(_ remark: String) -> Int? {
        (0...1).first { remark == self.remark(granted: $0) }
    }

    private mutating func ask(_ exchange: Exchange) {
        guard !steps.isEmpty else { return }
        steps[steps.count - 1].attempts.append(exchange)
    }

    private mutating func answer(_ reply: EvidenceEvent.HTTPReply, seq: Int, at milliseconds: Int64) {
        guard let step = steps.indices.last,
            let attempt = steps[step].attempts.lastIndex(where: { $0.request.exchange == reply.exchange })
        else { return }
        steps[step].attempts[attempt].answer(reply, seq: seq, at: milliseconds)
        guard let plan = steps[step].attempts[attempt].planID else { return }
        if stepOfPlan[plan] == nil { stepOfPlan[plan] = step }
        let own = early.filter { $0.planID == plan }
        early.removeAll { $0.planID == plan }
        for push in own { add(push, to: step) }
    }

    private mutating func take(_ push: SeenPush) {
        if push.isRetained {
            guard let step = steps.indices.last else { return }
            steps[step].retained.append(push)
        } else if let step = push.planID.flatMap({ stepOfPlan[$0] }) {
            add(push, to: step)
        } else {
            early.append(push)
            guard early.count > Self.mostEarly else { return }
            early.removeFirst()
            forgotten += 1
        }
    }

    private mutating func add(_ push: SeenPush, to step: Int) {
        let isCopy = steps[step].pushes.contains { $0.topic == push.topic && $0.payload == push.payload }
        if !isCopy { steps[step].pushes.append(push) }
    }

    private mutating func end() {
        guard let step = steps.indices.last else { return }
        steps[step].isOver = true
        guard steps[step].accepted != nil else { return }
        for refusal in steps[step].ownAttempts.compactMap(\.refusal) { passing.insert(refusal) }
    }
}

extension Conversation {
    func steps(labelled label: String) -> [SeenStep] { steps.filter { $0.label == label } }

    func accepted(_ label: String) -> [Exchange] { steps(labelled: label).compactMap(\.accepted) }

    /// The refusal of a step, that of the last with this label which was not accepted.
    func refusal(_ label: String) -> (refusal: Refusal, step: SeenStep)? {
        steps(labelled: label).reversed().lazy.compactMap { step in
            step.refusal(beside: passing).map { ($0, step) }
        }.first
    }

    /// Rows of the pages that were answered.
    func rows(of label: String) -> [SeenRow] { accepted(label).flatMap(\.rows) }

    var exchanges: [Exchange] { steps.flatMap(\.attempts) }
    var plans: [SeenStep] { steps.filter { $0.accepted?.planID != nil } }

    /// The archive of a DCU as the last push about it says; empty if there was none.
    func archive(of dcu: String?) -> [ArchivedMeter] {
        guard let dcu else { return [] }
        let steps = steps.filter { $0.endpoint == .readArchive && !$0.pushes.isEmpty }
        let step = steps.last { $0.attempts[0].asked("dcuNo") == dcu }
        return (step?.pushedRows ?? []).filter { !$0.devAddr.isEmpty }.map { ArchivedMeter($0) }
    }

    /// Archives that were seen, each DCU once.
    var archivedDCUs: [String] {
        unique(
            steps.filter { $0.endpoint == .readArchive && !$0.pushedRows.isEmpty }.compactMap { step in
                step.attempts[0].asked("dcuNo")
            }
        )
    }
}

extension Conversation {
    /// The zone of the HES, as the run was told; nil for a name that is no offset.
    var zone: WorldZone? { knownZone ?? header.flatMap { WorldZone(offset: $0.timeZone) } }
}

extension WorldZone {
    /// Reads `+08:00`; nil for other names.
    init?(offset text: String) {
        let parts = text.dropFirst().split(separator: ":").compactMap { Int64($0) }
        guard text.utf8.count == 6, parts.count == 2, let sign = text.first, sign == "+" || sign == "-" else {
            return nil
        }
        let minutes = (parts[0] * 60 + parts[1]) * (sign == "-" ? -1 : 1)
        self.init(name: text, initialOffset: .minutes(minutes))
    }
}

extension Conversation {
    /// When the first and the last message of the present step came; nil before the first.
    package var lastMessage: (first: SimulatedInstant, last: SimulatedInstant)? {
        guard let pushes = steps.last?.pushes, let first = pushes.first, let last = pushes.last else { return nil }
        return (SimulatedInstant(milliseconds: first.milliseconds), SimulatedInstant(milliseconds: last.milliseconds))
    }

    /// Whether the messages of the present step speak of every meter that it asked for.
    package var isResultComplete: Bool {
        guard let step = steps.last, let endpoint = step.endpoint, !step.pushes.isEmpty else { return false }
        guard [.readFrozen, .readSingle, .relay].contains(endpoint) else { return true }
        let asked = step.askedDevices
        if asked.count == 1 { return true }
        return Set(step.pushedRows.map(\.device)).isSuperset(of: asked)
    }
}

/// A meter of an archive as it was pushed.
struct ArchivedMeter: Sendable {
    /// As it is written: a JSON number has lost its leading zeros.
    let written: String
    let isText: Bool
    let status: String

    fileprivate init(_ row: SeenRow) {
        written = row.devAddr
        isText = row.json.member("devAddr")?.value.string != nil
        status = row.json.member("status")?.value.written ?? "1"
    }

    /// The number with its zeros, if it was a text or is one of the `known`; nil otherwise.
    func number(among known: [String]) -> String? {
        known.first { $0.deviceKey == written.deviceKey } ?? (isText ? written : nil)
    }
}
