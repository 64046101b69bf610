import HESConformance
import HESContract
import HESSimulation
import JSON

extension JournalEntry {
    /// Kind and members of the event that it is; nil for what the suite sees for itself.
    var evidence: (kind: String, members: [(String, JSONValue)])? {
        switch kind {
        case .token(let username, let isNew):
            return ("token", [("username", .string(username)), ("what", isNew ? "issued" : "renewed")])
        case .tokenRevoked(let username):
            return ("token", [("username", .string(username)), ("what", "revoked")])
        case .plan(let id, let endpoint, let phase):
            return (
                "plan",
                [
                    ("planId", .string(id.description)), ("endpoint", .string(endpoint.rawValue)),
                    ("phase", .string(phase.rawValue)),
                ]
            )
        case .pushFailed(let id, _, let reason):
            return ("pushFailed", [("planId", .string(id.description)), ("reason", .string(reason))])
        case .fault(let note): return ("fault", Self.members(note))
        case .broker(let what): return ("broker", [("what", .string(what))])
        // The broker's acknowledgement comes when it comes: evidence of two runs would differ in nothing else.
        case .http, .push, .puback, .field, .clock, .client: return nil
        }
    }

    private static func members(_ note: FaultNote) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("rule", .string(note.rule)), ("type", .string(note.type))]
        if let endpoint = note.endpoint { members.append(("endpoint", .string(endpoint.rawValue))) }
        if let planID = note.planID { members.append(("planId", .string(planID.description))) }
        return members
    }
}
