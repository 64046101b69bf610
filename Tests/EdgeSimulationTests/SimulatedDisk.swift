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

    /// The world as its last snapshot on the disk and the inputs after it make it.
    ///
    /// - Throws: ``OtherState`` if all its inputs make another one.
    func restored(_ configuration: WorldConfiguration) throws -> Replay {
        let code = configuration.tenantCode
        let (all, mark) = state.withLock { ($0.inputs, $0.marks[code]) }
        let inputs = all.filter { $0.tenantCode == code }
        var replay = Replay(configuration)
        for input in inputs[(inputs.lastIndex(where: \.isSnapshot) ?? 0)...] { try replay.apply(input) }
        try compare(replay, with: inputs)
        guard let mark else { return replay }
        replay.goOn(at: mark.instant)
        guard !mark.isWithin(replay.highWater) else { return replay }
        let kind = RecordedInput.Kind.resume(mark.union(replay.highWater))
        let input = RecordedInput(tenantCode: code, instant: replay.instant, kind: kind)
        try replay.apply(input)
        state.withLock { $0.inputs.append(input) }
        return replay
    }

    private func compare(_ restored: Replay, with inputs: [RecordedInput]) throws {
        var replay = restored
        var whole = Replay(replay.headEnd.configuration)
        for input in inputs where !input.isSnapshot { try whole.apply(input) }
        // A snapshot may be later than the last input: what was due until then has left.
        let tenantCode = replay.headEnd.configuration.tenantCode
        try whole.apply(RecordedInput(tenantCode: tenantCode, instant: replay.headEnd.now, kind: .clock))
        // Where a world resumed without an input after it is in its mark, not in the snapshot; it decides which tokens are valid.
        replay.goOn(at: whole.instant)
        guard whole.owedPushes.map(\.topic) == replay.owedPushes.map(\.topic),
            whole.owedPushes.map(\.payload) == replay.owedPushes.map(\.payload),
            whole.tokens.map(\.token) == replay.tokens.map(\.token),
            whole.headEnd.scheduledCount == replay.headEnd.scheduledCount,
            whole.headEnd.plans.inFlight.count == replay.headEnd.plans.inFlight.count
        else { throw OtherState(tenantCode: tenantCode) }
    }

    /// A snapshot and the inputs before it do not agree.
    struct OtherState: Error {
        let tenantCode: String
    }
}
