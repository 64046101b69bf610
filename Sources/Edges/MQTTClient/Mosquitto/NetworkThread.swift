import CMosquitto

/// A thread of the operating system, as the loop blocks and must not occupy a thread of the cooperative pool.
struct NetworkThread: Sendable {
    private let thread: UncheckedThread

    /// Runs the body on a new thread that receives no signals.
    init(_ body: @escaping @Sendable () -> Void) throws(MQTTError) {
        let context = unsafe Unmanaged.passRetained(Body(run: body)).toOpaque()
        var thread = hes_thread()
        let code = unsafe hes_thread_start(&thread, { unsafe runThreadBody($0) }, context)
        guard code == 0 else {
            unsafe Unmanaged<Body>.fromOpaque(context).release()
            throw MQTTError(.library, description: "No thread for the MQTT client (errno \(code)).")
        }
        self.thread = UncheckedThread(value: thread)
    }

    var isCurrent: Bool { hes_thread_is_current(thread.value) != 0 }

    /// Waits until the body returned.
    ///
    /// At most once, never together with `detach`, never on the thread itself.
    func join() {
        hes_thread_join(thread.value)
    }

    /// Blocks the current thread; less than a second.
    static func pause(microseconds: Int) {
        hes_pause(microseconds)
    }

    func detach() {
        hes_thread_detach(thread.value)
    }
}

/// A pthread_t is a number or a pointer that the functions above take from any thread (POSIX threads).
private struct UncheckedThread: @unchecked Sendable {
    let value: hes_thread
}

private final class Body {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

private func runThreadBody(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
}
