import MQTTTestSupport
import NIOCore

@testable import HESMQTT

/// What a gate's steps come to.
struct Flow: Equatable {
    var observed: [UInt8] = []
    var toBroker: [UInt8] = []
    var toClient: [UInt8] = []
    var answers: [UInt8] = []
    var isRejected = false

    init(
        observed: [UInt8] = [],
        toBroker: [UInt8] = [],
        toClient: [UInt8] = [],
        isRejected: Bool = false
    ) {
        (self.observed, self.toBroker, self.toClient, self.isRejected) = (observed, toBroker, toClient, isRejected)
    }

    init(_ steps: [AccessGate.Step]) {
        for step in steps {
            switch step {
            case .observed(let bytes): observed += bytes.readableBytesView
            case .toBroker(let bytes): toBroker += bytes.readableBytesView
            case .toClient(let bytes): toClient += bytes.readableBytesView
            case .answer(let bytes): answers += bytes.readableBytesView
            case .reject: isRejected = true
            }
        }
    }
}

struct OneTenant: MQTTAccess {
    var revision: Int { 0 }
    var isOpen: Bool { false }

    func admit(username: String?, password: [UInt8]?) -> MQTTAdmission {
        guard username == "a", password == Array("x".utf8) else { return .refused(code: username == nil ? 5 : 4) }
        return .topics(tenantCodes: ["1000000067"])
    }
}

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
