import Glibc
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import HESSockets

@Suite("A listening socket when descriptors run out")
struct AcceptPauseTests {
    private let lines = LogLines()
    private let system = System()
    private let channel = EmbeddedChannel()
    private let reserved = DescriptorLimit.current.reserved

    init() throws {
        let (system, lines) = (system, lines)
        let pause = AcceptPauseHandler(
            RareLog(Logger(label: "test") { _ in lines.handler }),
            makeRoom: { lasts in system.state.withLock { $0.madeRoom.append(lasts) } },
            free: { _, _ in system.state.withLock { $0.free } }
        )
        try channel.pipeline.syncOperations.addHandlers([ReadCount(system), pause])
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        system.state.withLock { $0.reads = 0 }
    }

    @Test("accepts while the reserved descriptors are free")
    func ample() {
        system.set(free: reserved)
        channel.read()

        #expect(system.reads == 1)
        #expect(system.madeRoom.isEmpty)
    }

    @Test("accepts nothing that would take a reserved descriptor, makes room, and goes on when there is some")
    func reserve() {
        system.set(free: reserved - 1)
        channel.read()
        channel.read()
        #expect(system.reads == 0)
        #expect(system.madeRoom == [false])
        #expect(lines.all.count == 1 && lines.all[0].contains("descriptor.free=\(reserved - 1)"))

        system.set(free: reserved)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(20))

        #expect(system.reads == 1)
        channel.read()
        #expect(system.reads == 2)
    }

    @Test("looks for room every 20 ms, and says when the shortage lasts")
    func lasting() {
        system.set(free: 0)
        channel.read()
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(980))
        #expect(system.madeRoom == Array(repeating: false, count: 50))

        channel.embeddedEventLoop.advanceTime(by: .milliseconds(20))

        #expect(system.madeRoom.last == true)
        #expect(system.reads == 0)
    }

    @Test(
        "pauses too when the system refuses, and passes other errors on",
        arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM]
    )
    func refused(code: Int32) {
        system.set(free: 1_000)
        channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
        channel.read()
        #expect(system.reads == 0)

        channel.embeddedEventLoop.advanceTime(by: .milliseconds(20))

        #expect(system.reads == 1)
        #expect(throws: Never.self) { try channel.throwIfErrorCaught() }
        channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNABORTED, reason: "accept"))
        #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
    }

    @Test("a closed one tries no more")
    func closed() {
        system.set(free: 0)
        channel.read()
        channel.close(promise: nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))

        #expect(system.madeRoom == [false])
    }
}

@Suite("How many descriptors are free")
struct FreeDescriptorsTests {
    @Test("counts up to what is asked, and none beyond the limit")
    func count() {
        #expect(FreeDescriptors.count(until: 3, limit: DescriptorLimit.current.count) >= 3)
        #expect(FreeDescriptors.count(until: 3, limit: 3) == 0)
    }

    @Test("open ones are not counted")
    func open() throws {
        let channels = try (0..<100).map { _ in try #require(Optional(dup(2))) }
        defer { for channel in channels { close(channel) } }
        let highest = try #require(channels.max())
        let limit = Int(highest) + 1

        #expect(FreeDescriptors.count(until: limit, limit: limit) <= limit - 100)
    }
}

/// What the handler sees of the system, and what it did.
private final class System: Sendable {
    struct State {
        var free = 1_000
        var reads = 0
        var madeRoom: [Bool] = []
    }

    let state = Mutex(State())

    var reads: Int { state.withLock { $0.reads } }
    var madeRoom: [Bool] { state.withLock { $0.madeRoom } }
    func set(free: Int) { state.withLock { $0.free = free } }
}

/// Counts the reads that reach the socket.
private final class ReadCount: ChannelOutboundHandler {
    typealias OutboundIn = Never

    private let system: System

    init(_ system: System) {
        self.system = system
    }

    func read(context: ChannelHandlerContext) {
        system.state.withLock { $0.reads += 1 }
        context.read()
    }
}
