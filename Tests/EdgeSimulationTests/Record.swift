import HESMQTT
import HESRuntime
import Logging
import Synchronization

/// What a run has seen at its edges, to be held against the invariants.
final class Record: Sendable {
    private struct State {
        /// In the order in which the worlds published them.
        var published: [OutgoingPush] = []
        var outcomes: [PushID: [DeliveryOutcome]] = [:]
        var logged: [String] = []
    }

    private let state = Mutex(State())

    func published(_ push: OutgoingPush) { state.withLock { $0.published.append(push) } }

    func settled(_ push: PushID, _ outcome: DeliveryOutcome) {
        state.withLock { $0.outcomes[push, default: []].append(outcome) }
    }

    func logged(_ text: String) { state.withLock { $0.logged.append(text) } }

    var publishedPushes: [OutgoingPush] { state.withLock { $0.published } }
    var outcomes: [PushID: [DeliveryOutcome]] { state.withLock { $0.outcomes } }

    /// - Returns: the lines since the last call.
    func takeLogged() -> [String] {
        state.withLock { state in
            defer { state.logged = [] }
            return state.logged
        }
    }
}

/// Records pushes on their way to the delivery.
struct RecordingPublisher: PushPublisher {
    let record: Record
    let delivery: PushDelivery

    func publish(_ push: OutgoingPush) {
        record.published(push)
        delivery.publish(push)
    }
}

/// Keeps every log line of every level, with its metadata.
struct RecordingLog: LogHandler {
    let record: Record
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    init(_ record: Record) {
        self.record = record
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        record.logged("\(event.message) \(event.metadata ?? [:]) \(metadata)")
    }
}
