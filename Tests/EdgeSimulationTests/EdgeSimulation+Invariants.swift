import HESMQTT
import HESRuntime
import HESSimulation
import MQTTClient

/// What does not hold, and the seed that shows it.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ run: EdgeSimulation, _ text: String) {
        description = "\(text) (seed \(run.seed), step \(run.stepCount)); replay: HES_SEED=\(run.seed) make soak"
    }
}

extension EdgeSimulation {
    /// What holds after every step.
    func checkStep() throws {
        guard network.inFlightCount <= limits.window else { throw Violation(self, "more is in flight than the window") }
        // What is sent once more after the broker's death is held beside what waits.
        guard process.delivery.heldBytes <= limits.heldBytes + (limits.memory?.bytes ?? 0) else {
            throw Violation(self, "more is held than the limit")
        }
        try checkSecrets(process.record.takeLogged())
    }

    /// No password and no secret key leaves the process.
    func checkSecrets(_ texts: [String]) throws {
        for text in texts where text.contains("secret-") { throw Violation(self, "a secret leaves in: \(text)") }
    }

    /// What holds at the end, when every fault is over.
    func checkEnd() throws {
        let delivered = network.delivered
        let received = Set(delivered.map(\.topic))
        for record in pastRecords + [process.record] {
            let isOver = record !== process.record
            for push in record.publishedPushes { try check(push, of: record, received: received, isOver: isOver) }
        }
        let known = Set((pastRecords + [process.record]).flatMap(\.settledTopics)).union(received)
        for plan in accepted where !known.contains(plan) {
            throw Violation(self, "the accepted plan \(plan) was neither pushed nor reported as failed")
        }
        try checkOrder(delivered.map(\.topic))
        try checkSecrets(delivered.map { String(decoding: $0.payload, as: UTF8.self) })
    }

    /// A push has one outcome, in a life that was killed at most one; what was acknowledged has been received.
    private func check(_ push: OutgoingPush, of record: Record, received: Set<String>, isOver: Bool) throws {
        let outcomes = record.outcomes[push.id] ?? []
        guard outcomes.count == 1 || isOver && outcomes.isEmpty else {
            throw Violation(self, "push \(push.id) is settled \(outcomes.count) times")
        }
        guard outcomes != [.acknowledged] || received.contains(push.topic) else {
            throw Violation(self, "the acknowledged push \(push.topic) reaches no subscriber")
        }
    }

    /// What a subscriber receives for the first time comes in the order of publishing, for each world and life.
    private func checkOrder(_ topics: [String]) throws {
        var seen: Set<String> = []
        let firsts = topics.filter { seen.insert($0).inserted }
        let places = Dictionary(uniqueKeysWithValues: firsts.enumerated().map { ($1, $0) })
        for record in pastRecords + [process.record] {
            for code in Self.tenantCodes {
                let order = record.publishedPushes.filter { $0.topic.hasPrefix("/\(code)/") }.compactMap {
                    places[$0.topic]
                }
                guard order == order.sorted() else {
                    throw Violation(self, "pushes of \(code) are received out of order")
                }
            }
        }
    }
}

extension Record {
    /// Plans with a push that the broker acknowledged or never will.
    fileprivate var settledTopics: [String] {
        let outcomes = outcomes
        return publishedPushes.filter { outcomes[$0.id] != nil }.map(\.topic)
    }
}
