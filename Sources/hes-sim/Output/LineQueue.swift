import Dispatch
import Synchronization

/// Lines on their way to a descriptor whose reader may be slow or gone: adding one never waits.
///
/// A line is written at once if that does not wait, as it is while there is a reader. Otherwise a thread of its own writes. What
/// does not fit is dropped, and a line says how many were.
final class LineQueue: Sendable {
    private struct State {
        var lines: [[UInt8]] = []
        /// Of ``lines``.
        var byteCount = 0
        var droppedCount = 0
        var isWriting = false
        /// Signalled when everything is written.
        var waiters: [DispatchSemaphore] = []
    }

    private let byteLimit: Int
    private let isReady: @Sendable (_ byteCount: Int) -> Bool
    private let write: @Sendable ([UInt8]) -> Void
    private let thread = DispatchQueue(label: "hes-sim.stderr")
    private let state = Mutex(State())

    /// - Parameters:
    ///   - byteLimit: of the lines that wait; those that are being written come on top.
    ///   - isReady: whether so many bytes can be written without waiting.
    ///   - write: writes bytes and may block.
    init(
        byteLimit: Int = 1 << 20,
        isReady: @escaping @Sendable (_ byteCount: Int) -> Bool = { _ in false },
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.byteLimit = byteLimit
        self.isReady = isReady
        self.write = write
    }

    /// Adds a line with its newline, or drops it; from any thread.
    func append(_ line: [UInt8]) {
        let begins = state.withLock { state in
            guard state.byteCount + line.count <= byteLimit else {
                state.droppedCount += 1
                return false
            }
            defer { state.isWriting = true }
            guard state.isWriting else { return true }
            state.lines.append(line)
            state.byteCount += line.count
            return false
        }
        if begins { begin(with: line) }
    }

    /// Other lines wait behind this one until it is written or waits ahead of them.
    private func begin(with line: [UInt8]) {
        let isWritten = isReady(line.count)
        if isWritten { write(line) }
        let (goesOn, waiters): (Bool, [DispatchSemaphore]) = state.withLock { state in
            if !isWritten {
                state.lines.insert(line, at: 0)
                state.byteCount += line.count
            }
            if !state.lines.isEmpty { return (true, []) }
            defer { state.waiters = [] }
            state.isWriting = false
            return (false, state.waiters)
        }
        for waiter in waiters { waiter.signal() }
        if goesOn { thread.async { self.writeAll() } }
    }

    /// Returns when everything is written, or after `limit`.
    ///
    /// - Returns: whether everything is written.
    @discardableResult
    func flush(within limit: Duration) -> Bool {
        let end = DispatchSemaphore(value: 0)
        let isWaiting = state.withLock { state in
            if state.isWriting { state.waiters.append(end) }
            return state.isWriting
        }
        guard isWaiting else { return true }
        let nanoseconds = limit / .nanoseconds(1)
        return end.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) == .success
    }

    private func writeAll() {
        while let bytes = takeAll() { write(bytes) }
    }

    /// Everything that waits, with a note behind it of what was dropped after it; nil when nothing does.
    private func takeAll() -> [UInt8]? {
        let (bytes, waiters): ([UInt8]?, [DispatchSemaphore]) = state.withLock { state in
            guard !state.lines.isEmpty else {
                defer { state.waiters = [] }
                state.isWriting = false
                return (nil, state.waiters)
            }
            var bytes = Array(state.lines.joined())
            if state.droppedCount > 0 { bytes += Array(Self.note(state.droppedCount).utf8) }
            (state.lines, state.byteCount, state.droppedCount) = ([], 0, 0)
            return (bytes, [])
        }
        for waiter in waiters { waiter.signal() }
        return bytes
    }

    private static func note(_ count: Int) -> String {
        "hes-sim: \(count) line\(count == 1 ? "" : "s") of the log dropped here: standard error was not read fast enough\n"
    }
}

/// Where swift-log's lines go.
struct LineStream: TextOutputStream, Sendable {
    let queue: LineQueue

    mutating func write(_ text: String) { queue.append(Array(text.utf8)) }
}
