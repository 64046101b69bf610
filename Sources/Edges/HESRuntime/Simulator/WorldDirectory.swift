import HESContract
import HESSimulation

/// The worlds of the process, by code, by key and by the tokens that they have issued.
struct WorldDirectory: Sendable {
    /// In the order in which they were added.
    private(set) var all: [World] = []
    private var byCode: [String: World] = [:]
    private var byKey: [Int: World] = [:]
    private var tokens = TokenOwners()
    private var lastKey = -1

    mutating func nextKey() -> Int {
        lastKey += 1
        return lastKey
    }

    /// Whether another world has one of the configuration's topic codes: its own, or the foreign one of its dialect.
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
        tokens.removeAll(ofWorld: world.key)
    }

    /// Replaces a world, which keeps its place in the order.
    mutating func replace(_ old: World, by new: World) {
        let place = all.firstIndex { $0 === old } ?? all.endIndex
        remove(old)
        add(new)
        all.removeLast()
        all.insert(new, at: min(place, all.endIndex))
    }

    /// Without effect for a world that was removed meanwhile.
    mutating func add(token: String, of username: String, in key: Int) {
        guard byKey[key] != nil else { return }
        tokens.add(token, of: username, world: key)
    }

    subscript(code code: String) -> World? { byCode[code] }
    subscript(key key: Int) -> World? { byKey[key] }
    subscript(token token: String) -> World? { tokens[token].flatMap { byKey[$0] } }
}
