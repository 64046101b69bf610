import HESRuntime
package import HESSimulation
package import Logging
import SimulationKernel
import Synchronization

/// Where recorded inputs are written: a ``StateFile``, or a test's disk.
protocol InputStore: Sendable {
    /// Shown in logs.
    var path: String { get }

    /// Writes a batch and returns when it is durable; `take` is called when the store is free, which keeps the order.
    func write(_ take: () -> StateBatch) throws(StateError)

    /// As the other `write`, without blocking a thread; a cancelled task writes too.
    func write(_ take: @escaping @Sendable () -> StateBatch) async throws(StateError)
}

extension StateFile: InputStore {}

/// Keeps inputs in memory until they are written, a bounded number of them.
package final class StateRecorder: InputRecorder {
    /// Bounds of the buffer; with a flush every 50 ms, some 2 million inputs a second stay below them.
    package struct Limits: Sendable {
        package var inputs = 100_000
        package var bytes = 64 << 20

        package init() {}
    }

    private struct Buffer {
        var records: [Record] = []
        var bytes = 0
        var failure: StateError?
    }

    /// A snapshot is encoded when it is written, outside the world's lock.
    private enum Record {
        case input(RecordedInput)
        case snapshot(WorldSnapshot)
    }

    private let store: any InputStore
    private let limits: Limits
    private let logger: Logger
    private let buffer = Mutex(Buffer())

    package convenience init(_ file: StateFile, limits: Limits = Limits(), logger: Logger) {
        self.init(store: file, limits: limits, logger: logger)
    }

    init(store: any InputStore, limits: Limits, logger: Logger) {
        self.store = store
        self.limits = limits
        self.logger = logger
    }

    /// Appends an input; the call that fills the buffer writes it, while other calls wait for the world's lock.
    package func record(_ input: RecordedInput) {
        let isFull = buffer.withLock { buffer in
            buffer.records.append(.input(input))
            buffer.bytes += input.byteCount
            return buffer.failure == nil && (buffer.records.count > limits.inputs || buffer.bytes > limits.bytes)
        }
        if isFull { writeAtOnce() }
    }

    package func record(_ snapshot: WorldSnapshot) {
        buffer.withLock { $0.records.append(.snapshot(snapshot)) }
    }

    package var hasUnwritten: Bool { buffer.withLock { !$0.records.isEmpty } }

    /// Writes a world's mark and the buffered inputs while the world's other calls wait.
    package func reserve(_ mark: HighWater, tenantCode: String) -> Bool {
        do {
            try store.write { StateBatch(inputs: takeAll(), marks: [tenantCode: mark]) }
            return true
        } catch {
            buffer.withLock { $0.failure = error }
            return false
        }
    }

    /// Writes the buffered inputs and the marks of the worlds, by tenant; `isLast` when nothing more is given.
    ///
    /// - Throws: ``StateError`` of this write, or of an earlier write by ``record(_:)``.
    func flush(marks: [String: HighWater], isLast: Bool = false) async throws(StateError) {
        if let failure = buffer.withLock({ $0.failure }) { throw failure }
        try await store.write { StateBatch(inputs: self.takeAll(), marks: marks, isLast: isLast) }
    }

    private func writeAtOnce() {
        logger.warning(
            "The state file does not keep up: a call waits for it",
            metadata: ["state.path": "\(store.path)"]
        )
        do {
            try store.write { StateBatch(inputs: takeAll()) }
        } catch {
            buffer.withLock { $0.failure = error }
        }
    }

    private func takeAll() -> [RecordedInput] {
        let records = buffer.withLock { buffer in
            defer { buffer = Buffer(failure: buffer.failure) }
            return buffer.records
        }
        return records.compactMap { record in
            switch record {
            case .input(let input): input
            case .snapshot(let snapshot): encoded(snapshot)
            }
        }
    }

    /// - Returns: nil if it cannot be encoded: the file then keeps the inputs.
    private func encoded(_ snapshot: WorldSnapshot) -> RecordedInput? {
        do {
            let kind = RecordedInput.Kind.snapshot(try snapshot.encoded())
            return RecordedInput(tenantCode: snapshot.tenantCode, instant: snapshot.instant, kind: kind)
        } catch {
            logger.error(
                "A snapshot cannot be encoded: the state file is not compacted",
                metadata: ["tenant.code": "\(snapshot.tenantCode)", "error": "\(error)"]
            )
            return nil
        }
    }
}

extension RecordedInput {
    /// Approximate size in the file, without a call's body: 40 to 60 bytes.
    static let rowByteCount = 48

    /// Approximate size in the buffer.
    var byteCount: Int {
        guard case .call(_, let header, _) = kind else { return 128 + bodyByteCount }
        return 128 + bodyByteCount + (header?.utf8.count ?? 0)
    }

    /// Of what a client has sent; a snapshot has a size of its own.
    var bodyByteCount: Int {
        switch kind {
        case .call(_, _, let body), .arm(let body), .happen(let body), .replace(let body): body.count
        case .disarm(let id): id.utf8.count
        case .revoke(let username): username?.utf8.count ?? 0
        case .settle, .clock, .mode, .reset, .resume, .snapshot: 0
        }
    }

    var isSnapshot: Bool {
        if case .snapshot = kind { true } else { false }
    }
}
