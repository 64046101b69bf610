/// The world that issued a token, for calls that identify their tenant by the token alone.
///
/// Keeps each user's last tokens, because in some dialects old ones stay valid beside a new one.
package struct TokenOwners: Sendable {
    private var worlds: [String: Int] = [:]
    /// By world and user, the newest last.
    private var tokens: [Int: [String: [String]]] = [:]

    package init() {}

    package subscript(token: String) -> Int? { worlds[token] }

    package mutating func add(_ token: String, of username: String, world: Int) {
        guard worlds[token] == nil else { return }
        var own = tokens[world]?[username] ?? []
        if own.count >= TokenTable.mostTokensPerUser { worlds[own.removeFirst()] = nil }
        tokens[world, default: [:]][username] = own + [token]
        worlds[token] = world
    }

    package mutating func removeAll(ofWorld world: Int) {
        // The order of a dictionary's values does not matter here.
        for token in (tokens.removeValue(forKey: world) ?? [:]).values.joined() { worlds[token] = nil }
    }
}
