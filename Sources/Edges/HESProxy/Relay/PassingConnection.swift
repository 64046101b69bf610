import NIOCore
import NIOSSL

/// A client's connection and the one that is made for it: what comes on one goes out on the other, unchanged.
final class PassingConnection {
    enum Role {
        case client
        case server
    }

    private let watch: any ConnectionWatch
    private let tell: (String) -> Void
    private let onEnd: () -> Void
    private var client: RelayHalf?
    private var server: RelayHalf?
    private var isOver = false

    /// - Parameters:
    ///   - watch: gets a copy of all bytes.
    ///   - tell: is given failures in words.
    ///   - onEnd: called once, when both sockets are closed.
    init(watch: any ConnectionWatch, tell: @escaping (String) -> Void, onEnd: @escaping () -> Void) {
        (self.watch, self.tell, self.onEnd) = (watch, tell, onEnd)
    }

    /// Joins the two sockets, which read from now on.
    ///
    /// - Throws: when one of them has been closed meanwhile.
    func join(_ clientChannel: any Channel, to serverChannel: any Channel) throws {
        let (client, server) = (RelayHalf(.client, of: self), RelayHalf(.server, of: self))
        (self.client, self.server) = (client, server)
        try clientChannel.pipeline.syncOperations.addHandler(client)
        try serverChannel.pipeline.syncOperations.addHandler(server)
        try serverChannel.syncOptions?.setOption(.autoRead, value: true)
        try clientChannel.syncOptions?.setOption(.autoRead, value: true)
    }

    private func other(than half: RelayHalf) -> RelayHalf? { half.role == .client ? server : client }

    func mayRead(_ half: RelayHalf) -> Bool { other(than: half)?.isWritable ?? true }

    func writabilityChanged(of half: RelayHalf) {
        if half.isWritable { other(than: half)?.readIfPending() }
    }

    /// The bytes go on before they are read here, so that reading delays nothing but what follows.
    func received(_ bytes: ByteBuffer, from half: RelayHalf) {
        other(than: half)?.send(bytes)
        switch half.role {
        case .client: watch.clientSent(bytes)
        case .server: watch.serverSent(bytes)
        }
    }

    /// The peer sends no more: that goes on too.
    func ended(_ half: RelayHalf) {
        guard !half.hasEnded else { return }
        half.hasEnded = true
        if half.role == .server { watch.serverEnded() }
        other(than: half)?.closeOutput()
    }

    /// A reset goes on as a reset, also from a peer that has ended its direction before.
    func failed(_ half: RelayHalf, with error: any Error) {
        // A peer that closes TLS without saying so (RFC 8446 §6.1) has ended, as most do.
        if case NIOSSLError.uncleanShutdown = error { return ended(half) }
        half.hasEnded = true
        tell("the connection of the \(half.role == .client ? "client" : "server") broke: \(error)")
        other(than: half)?.close(resets: true)
    }

    func closed(_ half: RelayHalf) {
        ended(half)
        // What is left for it goes out; what it sends has no taker any more.
        if let other = other(than: half), !other.isGone { return other.closeOutput(andInput: true) }
        guard !isOver else { return }
        isOver = true
        watch.ended()
        (client, server) = (nil, nil)
        onEnd()
    }
}
