/// Pushes that came before the answer that names their plan, bounded in number and size; the oldest are dropped first.
struct EarlyPushes {
    static let mostMessages = 4096
    static let mostBytes = 32 << 20

    private var messages: [ReceivedPush] = []
    private var byteCount = 0

    var count: Int { messages.count }

    /// - Returns: how many were dropped to make room.
    mutating func keep(_ message: ReceivedPush) -> Int {
        messages.append(message)
        byteCount += message.byteCount
        var dropped = 0
        while messages.count - dropped > Self.mostMessages || byteCount > Self.mostBytes {
            byteCount -= messages[dropped].byteCount
            dropped += 1
        }
        messages.removeFirst(dropped)
        return dropped
    }

    /// Removes and returns the plan's pushes, in the order in which they came.
    mutating func take(_ planID: String) -> [ReceivedPush] {
        let taken = messages.filter { $0.planID == planID }
        guard !taken.isEmpty else { return [] }
        messages.removeAll { $0.planID == planID }
        byteCount -= taken.reduce(0) { $0 + $1.byteCount }
        return taken
    }
}
