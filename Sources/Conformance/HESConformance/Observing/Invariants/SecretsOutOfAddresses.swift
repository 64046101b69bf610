extension Invariant {
    static let secretsOutOfAddresses = Invariant(
        id: "OBS-20",
        level: .should,
        basis: .practice,
        obligation: "practice",
        clause: "§3.1",
        title: "No password, key or token stands in an address",
        expected: "addresses without password, secretKey and token",
        allowed: ["any other query"],
        hint: "Addresses are in the logs of every proxy: the token belongs into the body.",
        judge: each({ $0.requests }, things: "requests") { request in
            let address = request.sent.path + "?" + (request.sent.query ?? "")
            if let mark = ["<password>", "<secretKey>", "<token-"].first(where: address.contains) {
                return "the address holds \(mark.hasSuffix("-") ? "a token" : mark)"
            }
            let names = (request.sent.query ?? "").split(separator: "&").map { pair in
                String(pair.prefix { $0 != "=" }).lowercased()
            }
            let secret = ["password", "secretkey", "token", "hes_access_token"].first(where: names.contains)
            return secret.map { "the address has '\($0)' in its query" }
        }
    )
}
