import HESContract
import JSON

/// What a plan's result is about, which decides when it is complete.
enum PlanSubject: Sendable {
    /// §3.2: the freezes that are expected of every meter; empty if they are not known.
    case frozen(FreezeSet)
    case single
    case relay
    /// §3.7: the number of entries is unknown.
    case archive
    /// §3.8 and §3.9.
    case statusOnly
}

/// The merged pushes of one plan, and whether every asked meter is covered.
struct PlanProgress: Sendable {
    enum Standing: Equatable {
        case waiting
        /// It may be complete; parts that follow soon are still taken.
        case settling
        case complete
    }

    let planID: String
    let subject: PlanSubject
    let meters: MeterMap
    /// The item of a read; labels its rows.
    var cgcode = ""
    /// Whether it was closed after a result.
    var wasAnswered = false
    private(set) var list: [JSONValue] = []
    private(set) var statuses: [String] = []
    private(set) var isInParts = false
    private var covered: Set<String> = []
    private var freezes: Set<Freeze> = []

    init(planID: String, subject: PlanSubject, meters: MeterMap) {
        self.planID = planID
        self.subject = subject
        self.meters = meters
    }

    var hasCome: Bool { !statuses.isEmpty }

    /// The status that all pushes have, 01 if they differ; nil before the first.
    var status: String? {
        guard let first = statuses.first else { return nil }
        return statuses.allSatisfy { $0 == first } ? first : "01"
    }

    mutating func merge(_ message: ReceivedPush) {
        statuses.append(message.status ?? "")
        isInParts = isInParts || message.isOnSubtopic
        list += message.list
        for entry in message.list { cover(entry) }
    }

    var standing: Standing {
        guard hasCome else { return .waiting }
        switch subject {
        case .statusOnly: return .complete
        case .archive: return .settling
        case .single, .relay: return standing(isCovered: meters.asked.allSatisfy(covered.contains))
        case .frozen(let expected):
            // A success without a row says that the window holds no freeze of these meters.
            if status == "00", list.isEmpty, !isInParts { return .settling }
            let isCovered = meters.asked.allSatisfy(covered.contains)
            guard isCovered, !expected.isEmpty else { return standing(isCovered: isCovered) }
            return expected.covers(freezes, of: meters.asked) ? .complete : .settling
        }
    }

    /// A push that says 01 or 02 accounts for the missing ones; one that says 00 means they are still to come.
    private func standing(isCovered: Bool) -> Standing {
        if isCovered { return .complete }
        return status == "00" || isInParts ? .waiting : .settling
    }

    private mutating func cover(_ entry: JSONValue) {
        guard let meter = meters.meter(entry.member("devAddr")?.value) else { return }
        covered.insert(meter)
        guard case .frozen(let expected) = subject,
            let timestamp = Timestamp.read(entry.member("timestamp")?.value)
        else { return }
        freezes.insert(Freeze(devAddr: meter, timestamp: expected.nearest(timestamp) ?? timestamp))
    }
}
