import Synchronization
import UnixSignals

/// The signal that ended a run before its time.
final class VerifyInterruption: Sendable {
    private let first = Mutex<UnixSignal?>(nil)

    /// Why the run ends; nil while no signal has come.
    var reason: String? { first.withLock { $0.map { "\($0) came" } } }

    /// 128 and the signal's number; nil while none has come.
    var exitCode: Int32? { first.withLock { $0.map { 128 + $0.rawValue } } }

    /// Does the work while it looks for signals: the first is remembered, a second one ends the process at once.
    func watching<Result: Sendable>(_ work: @Sendable @escaping () async -> Result) async -> Result {
        let signals = await UnixSignalsSequence(trapping: ShutdownSignals.all)
        let watch = Task {
            for await signal in signals { take(signal) }
        }
        defer { watch.cancel() }
        return await work()
    }

    private func take(_ signal: UnixSignal) {
        let isFirst = first.withLock { first in
            defer { first = first ?? signal }
            return first == nil
        }
        guard isFirst else { endProcess(128 + signal.rawValue) }
        StandardError.write(
            "hes-sim: \(signal) came: what was changed is put back, then the run ends; once more ends it at once"
        )
    }
}
