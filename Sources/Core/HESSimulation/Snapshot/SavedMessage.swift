import HESContract
import SimulationKernel

/// The plans of the messages of a snapshot, each once: thousands of messages may come from one plan.
struct PlanTable {
    private(set) var plans: [Plan] = []
    private var places: [Key: Int] = [:]

    /// A plan, or a unit of one.
    private struct Key: Hashable {
        let id: PlanID
        let unit: PushMessage.Part?

        init(_ plan: Plan) { (id, unit) = (plan.id, plan.unit) }
    }

    /// The plan's place, at which it is added if it is new.
    mutating func place(of plan: Plan) -> Int {
        if let place = places[Key(plan)] { return place }
        plans.append(plan)
        places[Key(plan)] = plans.count - 1
        return plans.count - 1
    }
}

/// A push in a snapshot: its plan's place, or its bytes where rules changed what is rendered.
struct SavedMessage: Codable {
    private let plan: Int
    private let ticket: UInt64
    private let topic: String
    private let waitsForOthers: Int
    private let qos: Int
    private let isRetained: Bool
    private let parts: [PushMessage.Part]
    private let splits: [PushMessage.Part]
    private let isForeign: Bool
    private let isFirst: Bool
    private let isEmptied: Bool
    private let rendered: [UInt8]?

    init(_ message: PushMessage, in table: inout PlanTable) {
        plan = table.place(of: message.result.plan)
        (ticket, topic, waitsForOthers) = (message.ticket, message.topic, message.waitsForOthers)
        (qos, isRetained) = (message.qos, message.isRetained)
        (parts, splits) = (message.parts, message.splits)
        (isForeign, isFirst, isEmptied) = (message.isForeign, message.isFirst, message.isEmptied)
        let isPlain = message.edits.isEmpty && message.corruptions.isEmpty
        rendered = isPlain ? message.rendered : message.payload
    }

    /// - Throws: ``SnapshotError`` for a plan that is not among them.
    func message(among results: [PlanResult]) throws(SnapshotError) -> PushMessage {
        guard results.indices.contains(plan) else {
            throw SnapshotError(reason: "a push of plan \(plan), which is not there")
        }
        var message = PushMessage(of: results[plan], topic: topic)
        (message.ticket, message.waitsForOthers) = (ticket, waitsForOthers)
        (message.qos, message.isRetained) = (qos, isRetained)
        (message.parts, message.splits) = (parts, splits)
        (message.isForeign, message.isFirst, message.isEmptied) = (isForeign, isFirst, isEmptied)
        message.rendered = rendered
        return message
    }
}
