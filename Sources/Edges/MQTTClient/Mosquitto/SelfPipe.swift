import CMosquitto

/// Interrupts the network thread while it waits for its socket.
final class SelfPipe: Sendable {
    private let reading: Int32
    private let writing: Int32

    init() throws(MQTTError) {
        var reading: Int32 = -1
        var writing: Int32 = -1
        let code = unsafe hes_self_pipe_open(&reading, &writing)
        guard code == 0 else { throw MQTTError(.library, description: "No pipe for the MQTT client (errno \(code)).") }
        self.reading = reading
        self.writing = writing
    }

    deinit {
        hes_self_pipe_close(reading, writing)
    }

    /// Callable from any thread, never blocks.
    func signal() {
        hes_self_pipe_signal(writing)
    }

    /// Waits on the network thread until the socket is ready, `signal` was called or the time is over.
    ///
    /// - Parameters:
    ///   - socket: -1 waits for the signal alone.
    ///   - wantsWrite: whether room for writing ends the wait.
    ///   - milliseconds: longest wait; 0 returns at once.
    /// - Returns: what the socket is ready for; nothing after a signal or the time.
    func wait(socket: Int32, wantsWrite: Bool, milliseconds: Int32) -> SocketReadiness {
        SocketReadiness(rawValue: hes_wait(socket, wantsWrite ? 1 : 0, reading, milliseconds))
    }
}

struct SocketReadiness: OptionSet {
    static let canRead = SocketReadiness(rawValue: HES_READY_TO_READ)
    static let canWrite = SocketReadiness(rawValue: HES_READY_TO_WRITE)
    /// Reset, refused, or closed by both sides; a read returns which.
    static let hungUp = SocketReadiness(rawValue: HES_HUNG_UP)

    let rawValue: Int32
}
