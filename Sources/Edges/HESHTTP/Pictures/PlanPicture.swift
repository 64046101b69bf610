import HESContract
import HESDrawing
import HESRuntime
import HESSimulation
import SimulationKernel

/// The journal's entries about a plan as a sequence, drawn outside the world's lock.
struct PlanPicture {
    private static let mostEntries = 200

    private let planID: PlanID
    private let record: PlanRecord?
    private let zone: WorldZone
    private let entries: [JournalEntry]

    /// Nil for a plan of which neither the world nor its journal knows.
    init?(of planID: PlanID, in world: World) {
        let (journal, record, configuration) = world.read { headEnd, _ in
            (headEnd.journal.entries(from: 0), headEnd.plans.record(of: planID), headEnd.configuration)
        }
        let endpoint = record?.endpoint ?? journal.lazy.compactMap { $0.endpoint(ofPlan: planID) }.first
        guard let endpoint else { return nil }
        let topic = configuration.topic(of: planID, endpoint: endpoint)
        self.init(of: planID, topic: topic, record: record, zone: configuration.zone, journal: journal)
    }

    /// `record` is nil for a plan that the world no longer knows.
    init(of planID: PlanID, topic: String, record: PlanRecord?, zone: WorldZone, journal: [JournalEntry]) {
        (self.planID, self.record, self.zone) = (planID, record, zone)
        entries = PlanEntries(of: planID, topic: topic, record: record).chosen(from: journal)
    }

    var svg: String {
        var rows = self.rows
        rows.sort { ($0.instant?.milliseconds ?? 0) < ($1.instant?.milliseconds ?? 0) }
        putCallFirst(&rows)
        let hidden = entries.count - min(entries.count, Self.mostEntries)
        let isGone = entries.isEmpty ? "The journal no longer has the entries of this plan." : nil
        let remark = hidden > 0 ? "\(hidden) further entries are in the journal." : isGone
        return SequencePicture(rows, zone: zone).standalone(title: "Plan \(planID)", remark: remark)
    }

    private var rows: [SequencePicture.Row] {
        // The clients that had subscribed to the plan's topic by then and were still connected.
        var subscribed: Set<String> = []
        return entries.prefix(Self.mostEntries).flatMap { entry in
            if case .client(let note) = entry.kind {
                if note.event == .subscribe {
                    subscribed.insert(note.clientID)
                } else {
                    subscribed.remove(note.clientID)
                }
            }
            return PlanRow.story(of: entry.kind, isHeard: !subscribed.isEmpty).map { row(of: entry, told: $0) }
        }
    }

    /// The journal has a call behind what it brought about at the same instant; the drawing has it before.
    private func putCallFirst(_ rows: inout [SequencePicture.Row]) {
        let call = rows.firstIndex { if case .arrow(.client, .headEnd, _) = $0.mark { true } else { false } }
        guard let call else { return }
        let first = rows[..<call].firstIndex { row in
            if case .note(.headEnd) = row.mark { row.instant == rows[call].instant } else { false }
        }
        if let first { rows.insert(rows.remove(at: call), at: first) }
    }

    private func row(of entry: JournalEntry, told: PlanRow) -> SequencePicture.Row {
        var row = SequencePicture.Row(told.mark, text: told.text)
        row.isTrouble = told.isTrouble
        (row.number, row.instant) = (entry.sequence, entry.instant)
        if told.isAnswer, let answered = record?.answeredAt { row.instant = max(answered, entry.instant) }
        return row
    }
}

extension JournalEntry {
    fileprivate func endpoint(ofPlan planID: PlanID) -> Endpoint? {
        switch kind {
        case .plan(planID, let endpoint, _): endpoint
        case .http(let note) where note.planID == planID: note.endpoint
        default: nil
        }
    }
}
