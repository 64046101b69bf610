import NIOCore

/// Is given a copy of what passes on one connection, after it has gone on.
protocol ConnectionWatch: AnyObject {
    func clientSent(_ bytes: ByteBuffer)
    func serverSent(_ bytes: ByteBuffer)
    /// The server sends no more.
    func serverEnded()
    /// Both directions are over.
    func ended()
}
