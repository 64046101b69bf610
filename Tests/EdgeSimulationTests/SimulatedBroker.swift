import MQTTClient

/// A broker with one persistent session: keeps messages in memory, saves them now and then, and can be killed.
///
/// It acknowledges a message before it has saved it, as mosquitto does.
struct SimulatedBroker {
    private(set) var isRunning = true
    private(set) var isStalled = false
    /// Messages that the subscriber has not received.
    private var queue: [MQTTMessage] = []
    private var saved: [MQTTMessage] = []
    private var lastSave: ContinuousClock.Instant
    /// What the subscriber received, in order.
    private(set) var delivered: [MQTTMessage] = []

    /// It saves at least this often while it runs.
    static let savingInterval = Duration.seconds(2)

    init(at now: ContinuousClock.Instant) {
        lastSave = now
    }

    var serves: Bool { isRunning && !isStalled }
    var hasUndelivered: Bool { !queue.isEmpty }

    mutating func receive(_ message: MQTTMessage) { queue.append(message) }

    mutating func deliver(most count: Int) {
        let batch = queue.prefix(count)
        delivered += batch
        queue.removeFirst(batch.count)
    }

    /// A broker that is dead has saved nothing more.
    mutating func save(at now: ContinuousClock.Instant) {
        guard isRunning else { return }
        (saved, lastSave) = (queue, now)
    }

    mutating func saveIfDue(at now: ContinuousClock.Instant) {
        if serves, now - lastSave >= Self.savingInterval { save(at: now) }
    }

    mutating func stall() { isStalled = true }

    mutating func resume() { isStalled = false }

    mutating func kill() { (isRunning, isStalled) = (false, false) }

    /// Starts it again with what it had saved.
    mutating func start(at now: ContinuousClock.Instant) {
        isRunning = true
        queue = saved
        lastSave = now
    }
}
