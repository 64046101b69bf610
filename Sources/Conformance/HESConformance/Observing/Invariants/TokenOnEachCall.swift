import HESContract
import JSON

extension Invariant {
    static let tokenOnEachCall = Invariant(
        id: "OBS-10",
        level: .must,
        basis: .stated,
        obligation: "O4",
        clause: "§3.2.1–3.9.1",
        title: "Every call but getToken carries a token",
        expected: "a token in the body; of removeArchive there or in HES_Access_Token",
        allowed: ["a token in the header as well", "a token of an earlier run of the HES, until it is refused"],
        hint: "The tables of §3.2 to §3.8 have the token in the body, the example of §3.9.3 in the header.",
        judge: each({ $0.calls.filter(\.needsToken) }, things: "calls that need a token") { request in
            if request.field("token")?.string?.isEmpty == false { return nil }
            let isInHeader = request.sent.headerToken?.isEmpty == false
            if isInHeader, request.endpoint == .removeArchive { return nil }
            return isInHeader ? "the token is in the header alone" : "there is no token"
        }
    )
}
