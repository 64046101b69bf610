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
    /// What the client sent before the server was there: at its end a socket is read out, whether that is asked for or not.
    private var early: [ByteBuffer] = []

    /// - Parameters:
    ///   - watch: gets a copy of all bytes.
    ///   - tell: is given failures in words.
    ///   - onEnd: called once, when both sockets are closed.
    init(watch: any ConnectionWatch, tell: @escaping (String) -> Void, onEnd: @escaping () -> Void) {
        (self.watch, self.tell, self.onEnd) = (watch, tell, onEnd)
    }

    /// The client's socket, which is not read before the server's is there.
    ///
    /// - Throws: when it has been closed.
    func take(client channel: any Channel) throws {
        let half = RelayHalf(.client, of: self)
        try channel.pipeline.syncOperations.addHandler(half)
        client = half
    }

    /// Joins the server's socket to the client's: both read from now on.
    ///
    /// - Throws: when one of them has been closed meanwhile.
    func join(_ clientChannel: any Channel, to serverChannel: any Channel) throws {
        guard !isOver, let client else { throw ChannelError.alreadyClosed }
        let half = RelayHalf(.server, of: self)
        try serverChannel.pipeline.syncOperations.addHandler(half)
        server = half
        for bytes in early { received(bytes, from: client) }
        early = []
        if client.hasEnded { half.closeOutput() }
        try serverChannel.syncOptions?.setOption(.autoRead, value: true)
        try clientChannel.syncOptions?.setOption(.autoRead, value: true)
    }

    private func other(than half: RelayHalf) -> RelayHalf? { half.role == .client ? server : client }

    func mayRead(_ half: RelayHalf) -> Bool { other(than: half)?.isWritable ?? false }

    func writabilityChanged(of half: RelayHalf) {
        if half.isWritable { other(than: half)?.readIfPending() }
    }

    /// The bytes go on before they are read here, so that reading delays nothing but what follows.
    func received(_ bytes: ByteBuffer, from half: RelayHalf) {
        guard let other = other(than: half) else { return early.append(bytes) }
        other.send(bytes)
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
