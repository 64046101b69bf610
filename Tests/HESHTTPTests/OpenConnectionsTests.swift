import HESSockets
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import HESHTTP

@Suite("The open connections of a server, and their bounds")
struct OpenConnectionsTests {
    private let lines = LogLines()
    private let connections: OpenConnections
    private let limit = DescriptorLimit(count: 64)

    init() {
        let lines = lines
        connections = OpenConnections(logger: Logger(label: "test") { _ in lines.handler })
    }

    @Test("when descriptors are scarce, the connection that has waited longest for its client makes room")
    func longest() throws {
        let quiet = try (1...3).map { try Connection(quietSince: $0) }
        for connection in quiet.reversed() { admit(connection, .ample) }
        let new = try Connection(quietSince: 4)
        admit(new, .scarce)

        #expect(quiet.map(\.isOpen) == [false, true, true])
        #expect(new.isOpen)
        #expect(lines.all.count == 1 && lines.all[0].contains("descriptor.limit=64"))
    }

    @Test("a connection whose reply is due is not closed for another")
    func busy() throws {
        let busy = try Connection(quietSince: 1)
        admit(busy, .ample)
        busy.activity.requestEnded()
        let new = try Connection(quietSince: 2)
        admit(new, .scarce)

        #expect(busy.isOpen && new.isOpen)
        #expect(lines.all.isEmpty)
    }

    @Test("a connection that takes a descriptor which is kept back stays two seconds")
    func kept() throws {
        let new = try Connection(quietSince: 1)
        admit(new, .kept)
        new.advance(.milliseconds(1999))
        #expect(new.isOpen)

        new.advance(.milliseconds(1))

        #expect(!new.isOpen)
        #expect(lines.all.count == 1 && lines.all[0].contains("last two seconds"))
    }

    @Test(
        "a listening socket that cannot accept gets the room of eight connections, and those that closed are forgotten"
    )
    func makeRoom() throws {
        let all = try (1...10).map { try Connection(quietSince: $0) }
        for connection in all { admit(connection, .ample) }
        all[0].close()
        connections.makeRoom()
        #expect(all.map(\.isOpen) == Array(repeating: false, count: 9) + [true])

        connections.makeRoom()

        #expect(!all[9].isOpen)
    }

    @Test(
        "only when a shortage lasts and no other can be spared, the oldest event streams end; calls that are due stay"
    )
    func streams() throws {
        let all = try (1...10).map { try Connection(quietSince: $0) }
        for connection in all {
            admit(connection, .ample)
            connection.activity.requestEnded()
        }
        for (instant, connection) in all.enumerated().dropFirst() {
            connection.activity.streamBegan(at: .uptimeNanoseconds(UInt64(instant)))
        }
        connections.makeRoom()
        #expect(all.allSatisfy { $0.isOpen })

        connections.makeRoom(endsStreams: true)
        #expect(all.map(\.isOpen) == [true] + Array(repeating: false, count: 8) + [true])
        #expect(lines.all.count == 1 && lines.all[0].contains("event streams end"))
        all[9].activity.replyEnded()
        all[9].activity.requestEnded()

        connections.makeRoom(endsStreams: true)

        #expect(all[0].isOpen && all[9].isOpen)
    }

    @Test("an address may have 64 slow requests, and another one when one of them has ended")
    func slow() {
        for _ in 0..<64 { #expect(connections.beginSlow("a")) }
        #expect(!connections.beginSlow("a"))
        #expect(connections.beginSlow("b"))

        connections.endSlow("a")

        #expect(connections.beginSlow("a"))
        #expect(!connections.beginSlow("a"))
    }

    private func admit(_ connection: Connection, _ room: DescriptorLimit.Room) {
        connections.admit(connection.channel, activity: connection.activity, room: room, limit: limit)
    }
}

/// An accepted connection in memory.
private struct Connection {
    let channel = EmbeddedChannel()
    let activity: ConnectionActivity

    init(quietSince nanoseconds: UInt64) throws {
        activity = ConnectionActivity(at: .uptimeNanoseconds(nanoseconds))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    init(quietSince number: Int) throws { try self.init(quietSince: UInt64(number)) }

    var isOpen: Bool {
        channel.embeddedEventLoop.run()
        return channel.isActive
    }

    func close() {
        channel.close(promise: nil)
        channel.embeddedEventLoop.run()
    }

    func advance(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }
}
