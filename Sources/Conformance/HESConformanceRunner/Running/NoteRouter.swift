import HESClientDriver
import HESConformance
import HESContract
import Synchronization

/// Leads what is seen of a client into the evidence of the case that it is at.
///
/// What comes before its first case goes in front of that case.
final class NoteRouter: Sendable {
    private struct State {
        var recorder: EvidenceRecorder?
        var early: [DriverEvent] = []
        /// What a client says between two cases is nobody's.
        var hasBegun = false
    }

    private let state = Mutex(State())
    /// Of a client that talks before it is asked anything.
    private static let mostEarly = 200

    func take(_ note: DriverEvent) {
        let recorder = state.withLock { state in
            if state.recorder == nil, !state.hasBegun, state.early.count < Self.mostEarly { state.early.append(note) }
            return state.recorder
        }
        recorder?.record(note)
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
        for note in early { recorder?.record(note) }
    }
}
