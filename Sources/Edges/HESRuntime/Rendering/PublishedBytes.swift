/// The bytes of pushes that were handed over to the broker's client and are not settled.
struct PublishedBytes: Sendable {
    private var sizes: [PushID: Int] = [:]
    private var byWorld: [Int: Int] = [:]
    /// Of all worlds.
    private(set) var total = 0

    subscript(world world: Int) -> Int { byWorld[world] ?? 0 }

    /// To be called before the push is handed over: its settlement may come at once.
    mutating func add(_ push: PushID, bytes: Int) {
        let old = sizes.updateValue(bytes, forKey: push)
        precondition(old == nil, "a push is published once")
        byWorld[push.world, default: 0] += bytes
        total += bytes
    }

    /// Without effect for a push that was never published.
    mutating func remove(_ push: PushID) {
        guard let bytes = sizes.removeValue(forKey: push) else { return }
        total -= bytes
        let rest = (byWorld[push.world] ?? 0) - bytes
        byWorld[push.world] = rest > 0 ? rest : nil
    }
}
