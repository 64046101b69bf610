package import JSON

/// Replaces secrets by stable names: the one masking of everything that is printed, logged or recorded.
package struct SecretMask: Sendable {
    /// Longest first: one secret may hold another.
    private var names: [(secret: String, name: String)] = []
    private var tokenCount = 0

    package init() {}

    package mutating func hide(_ secret: String, as name: String) {
        guard !secret.isEmpty, !names.contains(where: { $0.secret == secret }) else { return }
        let place = names.firstIndex { $0.secret.utf8.count < secret.utf8.count } ?? names.endIndex
        names.insert((secret, name), at: place)
    }

    /// Hides a password or secret key that a user logs in with, if it has at least eight bytes.
    ///
    /// Other words hold a shorter one by chance. Members that are secrets by their names are masked at any length
    /// (``masked(body:)``).
    package mutating func hide(login secret: String, as name: String) {
        if secret.utf8.count >= 8 { hide(secret, as: name) }
    }

    /// Hides it no more, as a mask of a bounded size has to.
    package mutating func forget(_ secret: String) { names.removeAll { $0.secret == secret } }

    package mutating func hide(token: String) {
        guard !names.contains(where: { $0.secret == token }) else { return }
        tokenCount += 1
        hide(token, as: "<token-\(tokenCount)>")
    }

    package func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(masked(text: text))
        case .array(let nodes): .list(nodes.map { masked($0.value) })
        case .object(let members): .members(members.map { (masked(text: $0.key), masked($0.node.value)) })
        case .null, .bool, .number: value
        }
    }

    package func masked(text: String) -> String {
        names.reduce(text) { text, known in
            text.contains(known.secret) ? text.replacing(known.secret, with: known.name) : text
        }
    }
}
