/// What goes to one process of the client: lines for its stdin, and the word to end.
struct ProcessStreams: Sendable {
    enum Stop: Sendable {
        /// SIGTERM, later SIGKILL.
        case gently
        /// SIGKILL.
        case atOnce
    }

    let outgoing: AsyncStream<[UInt8]>
    let stops: AsyncStream<Stop>
    private let outgoingWriter: AsyncStream<[UInt8]>.Continuation
    private let stopper: AsyncStream<Stop>.Continuation

    init() {
        // At most 64 requests wait (DriverConversation), so that the stream is bounded.
        (outgoing, outgoingWriter) = AsyncStream.makeStream()
        (stops, stopper) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(2))
    }

    func send(_ bytes: [UInt8]) { outgoingWriter.yield(bytes) }
    func stop(_ how: Stop) { stopper.yield(how) }

    /// The process has ended.
    func close() {
        outgoingWriter.finish()
        stopper.finish()
    }
}
