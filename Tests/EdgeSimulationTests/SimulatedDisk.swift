import HESSimulation
import SimulationKernel
import Synchronization

@testable import HESState

/// What survives a killed process: batches of inputs that were written whole.
final class SimulatedDisk: InputStore {
    private struct State {
        var inputs: [RecordedInput] = []
        var marks: [String: HighWater] = [:]
        var isFull = false
    }

    private let state = Mutex(State())

    let path = "simulated"

    func write(_ take: () -> StateBatch) throws(StateError) {
        try state.withLock { state throws(StateError) in
            guard !state.isFull else { throw StateError.notWritten(path: path, reason: "disk full") }
            let batch = take()
            state.inputs += batch.inputs
            state.marks.merge(batch.marks) { $0.union($1) }
        }
    }

    func write(_ take: @escaping @Sendable () -> StateBatch) async throws(StateError) {
        let write: (() -> StateBatch) throws(StateError) -> Void = write
        try write(take)
    }

    var isFull: Bool {
        get { state.withLock { $0.isFull } }
        set { state.withLock { $0.isFull = newValue } }
    }

    /// The world as its inputs on the disk make it.
    func restored(_ configuration: WorldConfiguration) throws -> Replay {
        let code = configuration.tenantCode
        let (inputs, mark) = state.withLock { ($0.inputs, $0.marks[code]) }
        var replay = Replay(configuration)
        for input in inputs where input.tenantCode == code { try replay.apply(input) }
        guard let mark else { return replay }
        replay.goOn(at: mark.instant)
        guard !mark.isWithin(replay.highWater) else { return replay }
        let kind = RecordedInput.Kind.resume(mark.union(replay.highWater))
        let input = RecordedInput(tenantCode: code, instant: replay.instant, kind: kind)
        try replay.apply(input)
        state.withLock { $0.inputs.append(input) }
        return replay
    }
}
