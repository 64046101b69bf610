import HESContract
import HESSimulation

/// Chooses the entries of a journal that belong to one plan's story.
struct PlanEntries {
    /// The latest subscriptions to the plan's topic.
    private static let mostSubscribers = 4

    private let planID: PlanID
    private let topic: String
    private let meters: Set<String>

    init(of planID: PlanID, topic: String, record: PlanRecord?) {
        (self.planID, self.topic) = (planID, topic)
        meters = Set(record?.meters?.map(\.devAddr) ?? [])
    }

    /// The plan's own entries and what hit its call; meanwhile the clock, the broker, and events of its meters; and
    /// who listens to its topic.
    func chosen(from journal: [JournalEntry]) -> [JournalEntry] {
        let own = journal.indices.filter { journal[$0].kind.planID == planID }
        guard let first = own.first, let last = own.last else { return [] }
        let call = own.first { if case .http = journal[$0].kind { true } else { false } }
        let hits = call.map { faults(before: $0, in: journal) } ?? []
        let listeners = subscriptions(in: journal[..<last])
        let clients = Set(listeners.map { clientID(of: journal[$0]) })
        let meanwhile = (first...last).filter { isMeanwhile(journal[$0].kind, clients: clients) }
        return Set(own + hits + listeners + meanwhile).sorted().map { journal[$0] }
    }

    /// Rules that hit the call before it had a plan, which the journal has right before it.
    private func faults(before call: Int, in journal: [JournalEntry]) -> [Int] {
        guard case .http(let note) = journal[call].kind else { return [] }
        func isHit(_ index: Int) -> Bool {
            guard case .fault(let fault) = journal[index].kind else { return false }
            return fault.planID == nil && fault.endpoint == note.endpoint
                && journal[index].instant == journal[call].instant
        }
        func isOther(_ index: Int) -> Bool { if case .http = journal[index].kind { true } else { false } }
        return journal[..<call].indices.reversed().prefix { !isOther($0) }.filter(isHit)
    }

    /// The last one of each client, the latest clients first.
    private func subscriptions(in journal: ArraySlice<JournalEntry>) -> [Int] {
        var clients: Set<String> = []
        var found: [Int] = []
        for index in journal.indices.reversed() where found.count < Self.mostSubscribers {
            guard case .client(let note) = journal[index].kind, note.event == .subscribe,
                note.topics.contains(where: { SubscriptionFilter.matches(topic.utf8, filter: $0.utf8) }),
                clients.insert(note.clientID).inserted
            else { continue }
            found.append(index)
        }
        return found
    }

    private func clientID(of entry: JournalEntry) -> String {
        if case .client(let note) = entry.kind { note.clientID } else { "" }
    }

    private func isMeanwhile(_ kind: JournalEntry.Kind, clients: Set<String>) -> Bool {
        switch kind {
        case .client(let note): note.event == .disconnect && clients.contains(note.clientID)
        case .field(_, let devAddr, _): devAddr.map { meters.contains($0) } ?? false
        case .clock, .broker: true
        case .http, .token, .tokenRevoked, .plan, .push, .puback, .pushFailed, .fault: false
        }
    }
}
