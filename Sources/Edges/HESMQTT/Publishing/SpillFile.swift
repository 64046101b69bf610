import Logging
import MQTTClient
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Keeps payloads in a file without a name (mode 600), which the kernel removes with this process.
///
/// The file is made when it is first needed, and a message's room is free again when nothing refers to the message.
final class SpillFile: MessageStore {
    private struct State {
        var space: RingSpace
        var hasFailed = false
        var descriptor: Int32?
    }

    private let directory: String
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameters:
    ///   - directory: where the file lies; must exist.
    ///   - capacity: of the file, in bytes.
    ///   - logger: a failure is a warning, once.
    init(directory: String, capacity: Int, logger: Logger) {
        self.directory = directory
        self.logger = logger
        state = Mutex(State(space: RingSpace(capacity: capacity)))
    }

    deinit {
        if let descriptor = state.withLock(\.descriptor) { close(descriptor) }
    }

    func store(_ message: MQTTMessage) -> StoringResult {
        let (result, failure) = state.withLock { state -> (StoringResult, Int32?) in
            guard !state.hasFailed else { return (.failed, nil) }
            guard let piece = state.space.take(message.payload.count) else { return (.full, nil) }
            if let failure = write(message.payload, at: piece.offset, to: &state.descriptor) {
                state.space.giveBack(piece)
                state.hasFailed = true
                return (.failed, failure)
            }
            return (.stored(stored(message, in: StoredPiece(piece, of: self))), nil)
        }
        if let failure {
            let reason = unsafe String(cString: strerror(failure))
            logger.warning(
                "Acknowledged pushes cannot be kept on disk: give the temporary directory more room",
                metadata: ["directory": "\(directory)", "reason": "\(reason)"]
            )
        }
        return result
    }

    private func stored(_ message: MQTTMessage, in piece: StoredPiece) -> StoredMessage {
        let (topic, qos, isRetained) = (message.topic, message.qos, message.isRetained)
        return StoredMessage(topic: topic, qos: qos) { () throws(MQTTError) in
            MQTTMessage(topic: topic, payload: try piece.load(), qos: qos, isRetained: isRetained)
        }
    }

    fileprivate func read(_ piece: RingSpace.Piece) throws(MQTTError) -> [UInt8] {
        let payload = state.withLock { state in
            state.descriptor.flatMap { descriptor in
                unsafe [UInt8](unsafeUninitializedCapacity: piece.length) { bytes, count in
                    let (base, length) = (bytes.baseAddress, piece.length)
                    count = transferAll(of: length) { done in
                        unsafe pread(
                            descriptor,
                            base.map { unsafe $0 + done },
                            length - done,
                            off_t(piece.offset + done)
                        )
                    }
                }
            }
        }
        guard let payload, payload.count == piece.length else {
            throw MQTTError(.library, description: "A push that was kept on disk cannot be read back.")
        }
        return payload
    }

    fileprivate func giveBack(_ piece: RingSpace.Piece) {
        state.withLock { state in
            state.space.giveBack(piece)
            // Gives the disk back as well; a failure leaves the file as long as it is.
            if state.space.isEmpty, let descriptor = state.descriptor { _ = ftruncate(descriptor, 0) }
        }
    }

    /// - Returns: an errno value when it failed.
    private func write(_ payload: [UInt8], at offset: Int, to descriptor: inout Int32?) -> Int32? {
        if descriptor == nil { descriptor = openFile() }
        guard let descriptor else { return errno }
        let count = unsafe payload.withUnsafeBytes { bytes in
            transferAll(of: bytes.count) { done in
                unsafe pwrite(
                    descriptor,
                    bytes.baseAddress.map { unsafe $0 + done },
                    bytes.count - done,
                    off_t(offset + done)
                )
            }
        }
        return count == payload.count ? nil : errno
    }

    private func openFile() -> Int32? {
        let path = "\(directory)/acknowledged-\(String(UInt64.random(in: 0...UInt64.max), radix: 16))"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { unsafe _ = unlink(path) }
        return descriptor >= 0 ? descriptor : nil
    }
}

/// Calls `transfer` with the bytes done so far until all are, it fails or it makes no progress.
private func transferAll(of count: Int, by transfer: (_ done: Int) -> Int) -> Int {
    var done = 0
    while done < count {
        let more = transfer(done)
        if more < 0, errno == EINTR { continue }
        guard more > 0 else { break }
        done += more
    }
    return done
}

/// A piece of the file that belongs to one message, and is free again when the message is released.
private final class StoredPiece: Sendable {
    private let piece: RingSpace.Piece
    private let file: SpillFile

    init(_ piece: RingSpace.Piece, of file: SpillFile) {
        (self.piece, self.file) = (piece, file)
    }

    deinit { file.giveBack(piece) }

    func load() throws(MQTTError) -> [UInt8] { try file.read(piece) }
}
