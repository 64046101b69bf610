import NIOCore

/// How the listener refuses a new connection.
struct Refusal: Sendable, Hashable {
    /// Of MQTT 3.1.1 (1–5) or MQTT 5 (128 and up); nil closes the connection without an answer.
    var code: UInt8?

    /// The code in the client's protocol; a code of the other protocol becomes its counterpart.
    func code(protocolLevel: Int) -> UInt8? {
        guard let code else { return nil }
        if protocolLevel == 5 { return Self.counterparts.first { $0.old == code }?.new ?? code }
        // A code without a counterpart in MQTT 3.1.1 becomes "server unavailable".
        return code < 0x80 ? code : Self.counterparts.first { $0.new == code }?.old ?? 3
    }

    func connectAcknowledgement(protocolLevel: Int) -> ByteBuffer? {
        guard let code = code(protocolLevel: protocolLevel) else { return nil }
        // In MQTT 5 an empty list of properties ends it (§3.2).
        return ByteBuffer(bytes: protocolLevel == 5 ? [0x20, 3, 0, code, 0] : [0x20, 2, 0, code])
    }

    static let protocolUnknown: UInt8 = 1
    /// Wrong user name or password.
    static let badLogin: UInt8 = 4
    static let notAuthorized: UInt8 = 5

    /// CONNACK return codes (MQTT 3.1.1 §3.2.2.3) and reason codes (MQTT 5 §3.2.2.2) of one meaning.
    private static let counterparts: [(old: UInt8, new: UInt8)] = [
        (1, 0x84), (2, 0x85), (3, 0x88), (4, 0x86), (5, 0x87),
    ]
}
