package import NIOCore

/// Reads a copy of both directions of one MQTT connection: what its client does, and the messages that come to it.
///
/// Bytes that are no MQTT end the reading, and nothing else.
package struct MQTTTrafficWatch: Sendable {
    package enum Event: Sendable {
        case client(MQTTClientEvent.Kind)
        case message(PassingMessage)
    }

    private var session = SessionWatch()
    private var messages: MessageScanner

    /// - Parameter keptBytes: of a payload, at most so many are kept.
    package init(keptBytes: Int) {
        messages = MessageScanner(keptBytes: keptBytes)
    }

    /// The client id of CONNECT; empty before it, and when the broker is to choose one.
    package var clientID: String { session.clientID }

    package mutating func clientSent(_ bytes: ByteBuffer) -> [Event] {
        session.clientSent(bytes).map { .client($0) }
    }

    package mutating func brokerSent(_ bytes: ByteBuffer) -> [Event] {
        let own = session.brokerSent(bytes).map { Event.client($0) }
        return own + messages.scan(bytes, protocolLevel: session.protocolLevel ?? 4).map { .message($0) }
    }
}

/// A message on its way to a client.
package struct PassingMessage: Sendable {
    package let topic: String
    /// 0–2.
    package let qos: Int
    package let isRetained: Bool
    /// The payload, or its beginning.
    package fileprivate(set) var payload: [UInt8] = []
    /// Bytes of the whole payload.
    package fileprivate(set) var size = 0
}

/// Finds the messages in what a broker sends, however TCP has cut them.
struct MessageScanner: Sendable {
    let keptBytes: Int
    private var reader = FrameReader()
    private var current: PassingMessage?
    /// Topics by the numbers that stand for them (MQTT 5 §3.3.2.3.4), at most 65 535.
    private var topics: [UInt16: String] = [:]
    private var isLost = false

    init(keptBytes: Int) { self.keptBytes = keptBytes }

    /// - Returns: messages whose last byte is among these bytes.
    mutating func scan(_ bytes: ByteBuffer, protocolLevel: Int) -> [PassingMessage] {
        var (rest, found) = (bytes, [PassingMessage]())
        let hasProperties = protocolLevel == 5
        while !isLost, let piece = reader.next(&rest, extent: { Self.extent(of: $0, hasProperties: hasProperties) }) {
            switch piece {
            case .malformed: isLost = true
            case .frame(let frame): current = message(frame, protocolLevel: protocolLevel)
            case .rest(let more): append(more)
            }
            if reader.isBetweenFrames, let message = current.take() { found.append(message) }
        }
        return found
    }

    private static func extent(of type: UInt8, hasProperties: Bool) -> FrameReader.Extent {
        type == FrameType.publish.rawValue ? .publish(hasProperties: hasProperties) : .header
    }

    /// Nil for another packet than a PUBLISH.
    private mutating func message(_ frame: FrameReader.Frame, protocolLevel: Int) -> PassingMessage? {
        guard frame.type == FrameType.publish.rawValue,
            let fields = PublishFields(frame, protocolLevel: protocolLevel)
        else { return nil }
        var topic = String(buffer: fields.topic)
        if case .number(let alias) = fields.alias {
            if topic.isEmpty { topic = topics[alias] ?? "" } else { topics[alias] = topic }
        }
        return PassingMessage(topic: topic, qos: frame.qos, isRetained: frame.first & 0x01 != 0)
    }

    private mutating func append(_ bytes: ByteBuffer) {
        guard var message = current.take() else { return }
        message.size += bytes.readableBytes
        message.payload += bytes.readableBytesView.prefix(keptBytes - message.payload.count)
        current = message
    }
}
