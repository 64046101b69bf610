import MQTTTestSupport
import NIOCore

@testable import HESMQTT

/// A gate whose session has been let in to `/1000000067`.
func admitted(level: UInt8 = 4) -> AccessGate {
    var gate = AccessGate(OneTenant())
    _ = gate.clientSent(ByteBuffer(bytes: Packets.connect("c", level: level, username: "a", password: "x")))
    _ = gate.brokerSent(ByteBuffer(bytes: level == 5 ? [0x20, 3, 0, 0, 0] : Packets.connectAcknowledgement))
    return gate
}

func pieces(_ bytes: [UInt8], _ size: Int) -> [ByteBuffer] {
    stride(from: 0, to: bytes.count, by: size).map { ByteBuffer(bytes: bytes[$0..<min($0 + size, bytes.count)]) }
}
