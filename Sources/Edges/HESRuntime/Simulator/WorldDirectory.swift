import HESContract
import HESSimulation

/// The worlds of the process, found by code, by key and by the tokens that they have given.
struct WorldDirectory: Sendable {
    /// In the order in which they came.
    private(set) var all: [World] = []
    private var byCode: [String: World] = [:]
    private var byKey: [Int: World] = [:]
    private var keyOfToken: [String: Int] = [:]
    /// The last tokens of each user, the newest last, by world: some dialects let old ones live beside a new one.
    private var tokens: [Int: [String: [String]]] = [:]
    private var lastKey = -1

    mutating func nextKey() -> Int {
        lastKey += 1
        return lastKey
    }

    /// Whether another world has the code, or publishes under it as its foreign one, or the other way round.
    func isTaken(_ configuration: WorldConfiguration, except old: World? = nil) -> Bool {
        let codes = configuration.topicCodes
        return all.contains { world in world !== old && world.topicCodes.contains(where: codes.contains) }
    }

    mutating func add(_ world: World) {
        all.append(world)
        byCode[world.tenantCode] = world
        byKey[world.key] = world
    }

    mutating func remove(_ world: World) {
        all.removeAll { $0 === world }
        byCode[world.tenantCode] = nil
        byKey[world.key] = nil
        for token in (tokens.removeValue(forKey: world.key) ?? [:]).values.joined() { keyOfToken[token] = nil }
    }

    /// Puts one world in the place of another.
    mutating func replace(_ old: World, by new: World) {
        let place = all.firstIndex { $0 === old } ?? all.endIndex
        remove(old)
        add(new)
        all.removeLast()
        all.insert(new, at: min(place, all.endIndex))
    }

    mutating func note(token: String, of username: String, in key: Int) {
        guard byKey[key] != nil, keyOfToken[token] == nil else { return }
        var own = tokens[key]?[username] ?? []
        if own.count >= TokenTable.mostTokensPerUser { keyOfToken[own.removeFirst()] = nil }
        tokens[key, default: [:]][username] = own + [token]
        keyOfToken[token] = key
    }

    subscript(code code: String) -> World? { byCode[code] }
    subscript(key key: Int) -> World? { byKey[key] }
    subscript(token token: String) -> World? { keyOfToken[token].flatMap { byKey[$0] } }
}
