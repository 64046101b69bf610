import MQTTClient

/// Where messages go for which memory has no room.
protocol MessageStore: Sendable {
    /// Called on the network thread, outside any lock.
    func store(_ message: MQTTMessage) -> StoringResult
}

enum StoringResult: Sendable {
    case stored(StoredMessage)
    /// There is room again once older messages are released.
    case full
    case failed
}
