import HESContract

extension Invariant {
    static let documentedCall = Invariant(
        id: "OBS-01",
        level: .must,
        basis: .stated,
        obligation: "O21",
        clause: "§3.1–3.9",
        title: "Each call is a POST to its documented path",
        expected: "POST, and a path of §3.1 to §3.9",
        allowed: ["requests outside \(Endpoint.root), such as those of a health check"],
        hint: "The paths are case-sensitive, and each call is a POST: §3 has method and address of each.",
        judge: each({ $0.requests }, things: "requests") { request in
            if request.endpoint == nil { return "no call has this path" }
            return request.sent.method == "POST" ? nil : "the method is \(request.sent.method)"
        }
    )
}
