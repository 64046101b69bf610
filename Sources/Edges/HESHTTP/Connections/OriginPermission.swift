/// Web pages of other origins that may call a port, as the flag `--cors` names them.
package struct OriginPermission: Sendable, Hashable {
    /// Scheme, host and port as a browser sends them (RFC 6454 §6.2).
    private let origins: [String]

    /// `*` stands for every origin.
    package init(origins: [String]) {
        self.origins = origins
    }

    package static let none = Self(origins: [])

    /// Whether a text is `*` or an origin as a browser sends it: scheme, host and perhaps a port, without a path.
    package static func isOrigin(_ text: String) -> Bool {
        guard text != "*" else { return true }
        guard let end = text.firstRange(of: "://") else { return false }
        let (scheme, rest) = (text[..<end.lowerBound], text[end.upperBound...])
        let isScheme = !scheme.isEmpty && scheme.allSatisfy { $0.isASCII && $0.isLetter && $0.isLowercase }
        return isScheme && !rest.isEmpty && !rest.contains { "/?# ".contains($0) || $0.isUppercase }
    }

    package func permits(_ origin: String) -> Bool {
        !origins.isEmpty && (origins.contains("*") || origins.contains(origin))
    }
}
