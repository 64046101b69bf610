import HESClientDriver
import HESConformance
import HESContract
import Synchronization

/// Routes what is seen of a client to the evidence of the case that it plays.
///
/// Events before its first case go in front of that case; events between two cases are dropped.
final class DriverEventRouter: Sendable {
    private struct State {
        var recorder: EvidenceRecorder?
        var early: [DriverEvent] = []
        /// Whether the first case has begun.
        var hasBegun = false
    }

    private let state = Mutex(State())
    /// Most events that are kept of a client before its first case.
    private static let mostEarly = 200

    func handle(_ event: DriverEvent) {
        let recorder = state.withLock { state in
            if state.recorder == nil, !state.hasBegun, state.early.count < Self.mostEarly { state.early.append(event) }
            return state.recorder
        }
        recorder?.record(event.evidence)
    }

    /// Nil between cases.
    func lead(to recorder: EvidenceRecorder?) {
        let early = state.withLock { state in
            state.recorder = recorder
            guard recorder != nil else { return [DriverEvent]() }
            state.hasBegun = true
            defer { state.early = [] }
            return state.early
        }
        for event in early { recorder?.record(event.evidence) }
    }
}
