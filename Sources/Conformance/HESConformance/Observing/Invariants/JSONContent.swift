import JSON

extension Invariant {
    static let jsonContent = Invariant(
        id: "OBS-02",
        level: .must,
        basis: .stated,
        obligation: "O21",
        clause: "§3.1.3",
        title: "Each call has a JSON object as its body, and says so",
        expected: "content type application/json, and an object in the body",
        allowed: ["parameters of the content type", "any order of members", "members of the client's own"],
        hint: "§3.1.3 shows Content-Type: application/json;charset=UTF-8 and a JSON object.",
        judge: each({ $0.calls }, things: "calls") { request in
            let value = request.sent.contentType
            let media = value.split(separator: ";").first?.filter { $0 != " " }.lowercased()
            if media != "application/json" { return "the content type is '\(value)'" }
            if case .object = request.json { return nil }
            return "the body is no JSON object"
        }
    )
}
