import HESRuntime
package import HESSimulation
package import Logging
import SimulationKernel
import Synchronization

/// Keeps inputs in memory until they are written, a bounded number of them.
package final class StateRecorder: InputRecorder {
    /// Bounds of the buffer; with a flush every 50 ms, some 2 million inputs a second stay below them.
    package struct Limits: Sendable {
        package var inputs = 100_000
        package var bytes = 64 << 20

        package init() {}
    }

    private struct Buffer {
        var inputs: [RecordedInput] = []
        var bytes = 0
        var failure: StateError?
    }

    private let file: StateFile
    private let limits: Limits
    private let logger: Logger
    private let buffer = Mutex(Buffer())

    package init(_ file: StateFile, limits: Limits = Limits(), logger: Logger) {
        self.file = file
        self.limits = limits
        self.logger = logger
    }

    /// Appends an input; the call that fills the buffer writes it, while other calls wait for the world's lock.
    package func record(_ input: RecordedInput) {
        let isFull = buffer.withLock { buffer in
            buffer.inputs.append(input)
            buffer.bytes += input.byteCount
            return buffer.failure == nil && (buffer.inputs.count > limits.inputs || buffer.bytes > limits.bytes)
        }
        if isFull { writeAtOnce() }
    }

    package var hasUnwritten: Bool { buffer.withLock { !$0.inputs.isEmpty } }

    /// Writes a world's mark and the buffered inputs while the world's other calls wait.
    package func reserve(_ mark: HighWater, tenantCode: String) {
        do {
            try file.write { StateBatch(inputs: takeAll(), marks: [tenantCode: mark]) }
        } catch {
            buffer.withLock { $0.failure = error }
        }
    }

    /// Writes the buffered inputs and the marks of the worlds, by tenant; `isLast` when nothing more is given.
    ///
    /// - Throws: ``StateError`` of this write, or of an earlier write by ``record(_:)``.
    func flush(marks: [String: HighWater], isLast: Bool = false) async throws(StateError) {
        if let failure = buffer.withLock({ $0.failure }) { throw failure }
        try await file.write { StateBatch(inputs: self.takeAll(), marks: marks, isLast: isLast) }
    }

    private func writeAtOnce() {
        logger.warning("The state file does not keep up: a call waits for it", metadata: ["state.path": "\(file.path)"])
        do {
            try file.write { StateBatch(inputs: takeAll()) }
        } catch {
            buffer.withLock { $0.failure = error }
        }
    }

    private func takeAll() -> [RecordedInput] {
        buffer.withLock { buffer in
            defer { buffer = Buffer(failure: buffer.failure) }
            return buffer.inputs
        }
    }
}

extension RecordedInput {
    /// Approximate size in the buffer.
    fileprivate var byteCount: Int {
        guard case .call(_, let header, let body) = kind else { return 128 }
        return 128 + body.count + (header?.utf8.count ?? 0)
    }
}
