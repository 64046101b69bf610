import HESContract
import JSON

extension Invariant {
    static let memberTypes = Invariant(
        id: "OBS-04",
        level: .must,
        basis: .stated,
        obligation: "O7",
        clause: "§3.1–3.9",
        title: "Members have the JSON types of the tables: integers as integers, numbers of devices as strings",
        expected: "curPage, pageSize and controlMode as integers, all others as strings, archives as a list",
        allowed: [
            "archives of removeArchive as objects or as strings", "members that are absent, which OBS-03 judges",
        ],
        hint: "A device number is a string with its leading zeros; status of an archive is \"0\" or \"1\".",
        judge: each({ $0.calls.filter { $0.json != nil } }, things: "calls") { request in
            for (name, value) in request.members where request.endpoint?.requiredFields.contains(name) ?? false {
                if let wrong = MemberForm.complaint(about: name, value: value, in: request.endpoint) { return wrong }
            }
            return nil
        }
    )
}

private enum MemberForm {
    private static let integers: Set = ["curPage", "pageSize", "controlMode"]

    /// `devList` is left to OBS-05.
    static func complaint(about name: String, value: JSONValue, in endpoint: Endpoint?) -> String? {
        if name == "devList" { return nil }
        if name == "archives" { return archives(value, hasStatus: endpoint == .addArchive) }
        let isRight = integers.contains(name) ? value.isInteger : value.string != nil
        return isRight ? nil : "'\(name)' is \(value.excerpt)"
    }

    private static func archives(_ value: JSONValue, hasStatus: Bool) -> String? {
        guard case .array = value else { return "'archives' is \(value.excerpt)" }
        for entry in value.elements {
            if !hasStatus, entry.string != nil { continue }
            guard entry.member("devAddr")?.value.string != nil else {
                return "an entry of 'archives' is \(entry.excerpt)"
            }
            guard hasStatus else { continue }
            let status = entry.member("status")?.value
            guard let text = status?.string, text == "0" || text == "1" else {
                return "the status of an archive is \(status?.excerpt ?? "absent")"
            }
        }
        return nil
    }
}

extension ClientRequest {
    /// The members of the body, in the order in which they were sent.
    var members: [(name: String, value: JSONValue)] {
        guard case .object(let members) = json else { return [] }
        return members.map { ($0.key, $0.node.value) }
    }
}
