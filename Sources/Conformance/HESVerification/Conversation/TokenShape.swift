import HESContract

/// What a token looks like, which the evidence keeps in place of the token.
package enum TokenShape: String, CaseIterable, Sendable {
    case sample, uuid, long

    /// Nil for a token of another form.
    package init?(_ token: String) {
        let bytes = Array(token.utf8)
        let groups = token.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
        if bytes.count >= 1000 {
            self = .long
        } else if groups == [8, 4, 4, 4, 12], token.allSatisfy({ $0.isHexDigit || $0 == "-" }) {
            self = .uuid
        } else if token.hasPrefix("eyJleHAi"), !token.contains(".") {
            // base64 of {"exp"
            self = .sample
        } else {
            return nil
        }
    }

    /// The name of the `number`th token in evidence.
    package static func name(of token: String, number: Int) -> String {
        "<token-\(number)-\(Self(token)?.rawValue ?? "other")>"
    }

    /// Reads the form out of a token's name; nil for another form.
    init?(name: String) {
        guard let shape = Self.allCases.first(where: { name.hasSuffix("-\($0.rawValue)>") }) else { return nil }
        self = shape
    }
}
