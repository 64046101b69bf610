package import HESContract
package import SimulationKernel

/// One recorded event of a world.
package struct JournalEntry: Sendable {
    package enum Kind: Codable, Sendable {
        /// A request was answered. In a box of its own, so that the other entries stay small.
        indirect case http(HTTPNote)
        case token(username: String, isNew: Bool)
        /// Revoked by the control API, or by a login that ends an older token.
        case tokenRevoked(username: String)
        case plan(PlanID, Endpoint, Plan.Phase)
        case push(PushNote)
        case puback(PlanID, ticket: UInt64)
        /// The push could not be delivered, and the plan's result is lost; or rules made too many messages of it.
        case pushFailed(PlanID, ticket: UInt64, reason: String)
        /// A rule hit a call, or a timed rule fired.
        case fault(FaultNote)
        /// A field event took effect.
        case field(String, devAddr: String?, dcuNo: String?)
        case clock(JournalRemark)
        case broker(JournalRemark)
        /// An MQTT client connected, subscribed or disconnected.
        case client(ClientNote)
    }

    package struct FaultNote: Hashable, Codable, Sendable {
        /// The rule's id.
        package var rule: String
        package var type: String
        package var endpoint: Endpoint?
        package var planID: PlanID?
        /// The meters of the call that the rule concerns.
        package var devAddrs: [String] = []
    }

    package let sequence: Int
    package let instant: SimulatedInstant
    package let kind: Kind
}

extension JournalEntry.Kind {
    /// The entry's `kind` on the control API.
    package var name: String {
        switch self {
        case .http: "http"
        case .token, .tokenRevoked: "token"
        case .plan: "plan"
        case .push, .pushFailed: "push"
        case .puback: "puback"
        case .fault: "fault"
        case .field: "field"
        case .clock: "clock"
        case .broker: "broker"
        case .client: "client"
        }
    }

    package var planID: PlanID? {
        switch self {
        case .http(let note): note.planID
        case .push(let note): note.planID
        case .plan(let planID, _, _), .puback(let planID, _), .pushFailed(let planID, _, _): planID
        case .fault(let note): note.planID
        case .token, .tokenRevoked, .clock, .broker, .field, .client: nil
        }
    }
}
