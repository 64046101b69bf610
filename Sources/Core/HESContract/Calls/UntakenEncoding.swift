import JSON

/// An encoding of a request's body that is not taken, as the field `Content-Encoding` names it (RFC 9110 §8.4).
package struct UntakenEncoding: Hashable, Sendable {
    /// As it came.
    package let name: String
    /// What an unknown name was probably meant to be.
    private let meant: String?

    /// Nil for a body as it is: the field is absent, empty or `identity`.
    package init?(_ field: String?) {
        let names = (field ?? "").split(separator: ",").map { name in
            String(name.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
                .lowercased()
        }
        guard let field, names.contains(where: { !["", Self.taken].contains($0) }) else { return nil }
        name = field
        let unknown = names.first { !$0.isEmpty && !Self.known.contains($0) }
        meant = unknown.flatMap { Suggestion.nearest(to: $0, among: Self.known) }
    }

    package var message: String {
        "Content-Encoding '\(Rejection.excerpt(name))' is not taken: send the body uncompressed"
    }

    package var hint: String {
        let advice = "send the body as it is"
        guard let meant else { return "\(advice), without Content-Encoding or with '\(Self.taken)'" }
        return "did you mean '\(meant)'?" + (meant == Self.taken ? "" : " That is not taken either: \(advice)")
    }

    package static let taken = "identity"
    /// In IANA's registry of HTTP content codings, as far as clients have them.
    private static let known = [
        taken, "gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress",
    ]
}
