import Synchronization
import UnixSignals

/// The signal that ended a run before its time.
final class Interruption: Sendable {
    private let first = Mutex<UnixSignal?>(nil)
    /// What the first signal brings about, as the user is told then.
    private let consequence: String

    init(consequence: String) { self.consequence = consequence }

    /// Why the run ends; nil while no signal has come.
    var reason: String? { first.withLock { $0.map { "\($0) came" } } }

    /// 128 and the signal's number; nil while none has come.
    var exitCode: Int32? { first.withLock { $0.map { 128 + $0.rawValue } } }

    /// Does the work while it looks for signals: the first is remembered, a second one ends the process at once.
    ///
    /// With `cancelling` the first also cancels the work, and ends the process if the work fails of that.
    func watching<Result: Sendable>(
        cancelling: Bool = false,
        _ work: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: ShutdownSignals.all)
        let task = Task { try await work() }
        let watch = Task {
            for await signal in signals {
                take(signal)
                if cancelling { task.cancel() }
            }
        }
        defer { watch.cancel() }
        do {
            return try await task.value
        } catch {
            if cancelling, let exitCode { endProcess(exitCode) }
            throw error
        }
    }

    private func take(_ signal: UnixSignal) {
        let isFirst = first.withLock { first in
            defer { first = first ?? signal }
            return first == nil
        }
        guard isFirst else { endProcess(128 + signal.rawValue) }
        StandardError.write("hes-sim: \(signal) came: \(consequence); once more ends it at once")
    }
}
