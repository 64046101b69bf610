import HESConformance
import HESContract
import JSON

extension Conversation {
    /// What a run changed and did not see put back, for people; empty if nothing is left behind.
    var leftBehind: [String] { movedAway + installed }

    private var movedAway: [String] {
        guard let there = steps(labelled: "addElsewhere").last(where: { $0.mayHaveChanged }), let meter = there.meter,
            steps(labelled: "addBack").last?.isDone != true
        else { return [] }
        let home = steps(labelled: "addBack").last?.dcu ?? "it was of"
        return [
            "meter \(meter) was put into the archive of DCU \(there.dcu), and was not seen to be back in that of DCU \(home): "
                + "look there, and use hes-sim call addArchive"
        ]
    }

    private var installed: [String] {
        let removals = ["removeObject", "removeText"].flatMap { steps(labelled: $0) }
        guard let there = steps(labelled: "addStrange").last(where: { $0.mayHaveChanged }), let meter = there.meter,
            !removals.contains(where: { $0.isDone })
        else { return [] }
        return [
            "the number \(meter), which no meter has, was put into the archive of DCU \(there.dcu), and was not seen to be "
                + "removed: look there, and use hes-sim call removeArchive"
        ]
    }
}

extension SeenStep {
    /// Whether a change was accepted, or not clearly refused, and no result says that it failed.
    fileprivate var mayHaveChanged: Bool {
        ownAttempts.contains { $0.refusal == nil } && !(pushes.contains { $0.status == "02" })
    }

    fileprivate var isDone: Bool { accepted != nil && pushes.contains { $0.status == "00" } }

    fileprivate var dcu: String { ownAttempts.first?.asked("dcuNo") ?? "" }

    fileprivate var meter: String? {
        let entry = ownAttempts.first?.request.json?.member("archives")?.value.elements?.first
        return entry?.member("devAddr")?.value.written ?? entry?.written
    }
}
