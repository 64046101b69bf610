import NIOCore

/// The event loop of the connection that a task serves.
enum ConnectionLoop {
    @TaskLocal static var current: (any EventLoop)?

    /// Waits until what the task has written has reached the connection.
    ///
    /// Only then does a writer know that a client does not read. Without it a loop that is busy lets a stream buffer some
    /// hundred chunks.
    static func catchUp() async {
        guard let current else { return }
        // Fails when the loop has ended, and the connection with it.
        try? await current.submit {}.get()
    }
}
