import HESContract
import JSON

extension Invariant {
    static let requiredMembers = Invariant(
        id: "OBS-03",
        level: .must,
        basis: .stated,
        obligation: "O20",
        clause: "§3.1–3.9",
        title: "Every field that the tables mark as required is sent",
        expected: "every required field but the token, which has an invariant of its own",
        allowed: ["members of the client's own", "empty values, which the HES judges"],
        hint: "The tables of §3 mark the required fields with Yes: curPage and pageSize are among them.",
        judge: each({ $0.calls.filter { $0.json != nil } }, things: "calls") { request in
            let missing = request.endpoint?.requiredFields.filter { request.field($0) == nil } ?? []
            return missing.isEmpty ? nil : "there is no \(missing.map { "'\($0)'" }.joined(separator: ", "))"
        }
    )
}

extension Endpoint {
    /// Fields marked "Required: Yes" in §3.1.1 to §3.9.1, without the token.
    var requiredFields: [String] {
        switch self {
        case .getToken: ["tenantCode", "username", "password", "secretKey"]
        case .readFrozen: ["devList", "cgcode", "start", "end"]
        case .readSingle: ["devList", "cgcode"]
        case .historyFrozen, .historySingle: ["devList", "cgcode", "start", "end", "curPage", "pageSize"]
        case .relay: ["devList", "controlMode"]
        case .readArchive: ["dcuNo"]
        case .addArchive, .removeArchive: ["dcuNo", "archives"]
        }
    }
}
