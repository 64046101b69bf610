import HESContract
import JSON

/// The secrets of a recording: what it hides wherever it stands, and the members that it masks by their names.
///
/// A token has one name in the whole recording, so that a replay knows which login gave it.
struct RecordedSecrets: Sendable {
    private var mask = SecretMask()
    private var encoded = EncodedSecrets()
    /// Names that secrets have, by kind and secret.
    private var names: [String: [String: String]] = [:]
    /// What is hidden wherever it stands, by kind, in the order in which it was learned.
    private var hidden: [String: [String]] = [:]

    /// Secrets of one kind that have names of their own; others share one.
    static let mostNames = 10_000
    /// Secrets of one kind that are hidden wherever they stand: the last ones.
    static let mostHidden = 100
    /// Other words hold a shorter secret by chance.
    private static let shortest = 8

    /// A token that a login gave.
    mutating func learn(issued token: String) { learn(token, of: "token", as: "issued", shortest: 1) }

    /// A token that a client sent, which may be any word.
    mutating func learn(sent token: String) { learn(token, of: "token", as: "sent", shortest: Self.shortest) }

    /// Learns the passwords, keys and tokens that a request has in its body.
    mutating func learn(_ json: JSONValue) {
        if let token = json.member("token")?.value.string { learn(sent: token) }
        for kind in ["password", "secretKey"] {
            guard let secret = json.member(kind)?.value.wordOrDigits else { continue }
            learn(secret, of: kind, as: kind, shortest: Self.shortest)
        }
    }

    private mutating func learn(_ secret: String, of kind: String, as list: String, shortest: Int) {
        guard !secret.isEmpty else { return }
        let name = name(of: secret, kind)
        guard secret.utf8.count >= shortest, !hidden[list, default: []].contains(secret) else { return }
        hidden[list, default: []].append(secret)
        mask.hide(secret, as: name)
        if secret.utf8.count >= Self.shortest { encoded.hide(secret, as: name) }
        guard hidden[list, default: []].count > Self.mostHidden else { return }
        let oldest = hidden[list, default: []].removeFirst()
        guard !hidden.values.contains(where: { $0.contains(oldest) }) else { return }
        mask.forget(oldest)
        encoded.forget(oldest)
    }

    /// The name in the place of a secret, which it gets if it has none.
    mutating func name(of secret: String, _ kind: String) -> String {
        if let name = names[kind]?[secret] { return name }
        let count = names[kind]?.count ?? 0
        guard count < Self.mostNames else { return "<\(kind)-more>" }
        let name = kind != "token" && count == 0 ? "<\(kind)>" : "<\(kind)-\(count + 1)>"
        names[kind, default: [:]][secret] = name
        return name
    }

    /// What is known, replaced.
    func known(in value: JSONValue) -> JSONValue { encoded.masked(mask.masked(value)) }

    /// The value without what its members' names call a secret.
    mutating func masked(_ value: JSONValue, of kind: String? = nil) -> JSONValue {
        switch value {
        case .string(let text): kind.map { .string(text.isEmpty ? "" : name(of: text, $0)) } ?? value
        case .number(let digits): kind.map { .string(name(of: digits, $0)) } ?? value
        case .array(let nodes): .list(nodes.map { masked($0.value, of: kind) })
        case .object(let members):
            .members(members.map { ($0.key, masked($0.node.value, of: kind ?? Self.kind($0.key))) })
        case .null, .bool: value
        }
    }

    private static func kind(_ name: String) -> String? {
        guard SecretMask.secretNames.contains(name) else { return nil }
        return ["password", "secretKey"].contains(name) ? name : "token"
    }

    /// A body as text, without what its members' names call a secret.
    func text(of body: some Collection<UInt8>) -> String {
        let bytes = Array(body)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard bytes.starts(with: mark) else { return encoded.masked(text: mask.masked(body: bytes)) }
        return "\u{FEFF}" + encoded.masked(text: mask.masked(body: Array(bytes.dropFirst(mark.count))))
    }

    /// A query whose secrets have the names that an observation looks for.
    mutating func masked(query: String) -> String {
        let pairs = query.split(separator: "&", omittingEmptySubsequences: false).map { pair -> String in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty, let kind = Self.kind(String(parts[0])) else {
                return String(pair)
            }
            return "\(parts[0])=" + (kind == "token" ? name(of: String(parts[1]), kind) : "<\(kind)>")
        }
        return pairs.joined(separator: "&")
    }
}
