/// Packets as bytes, written down by the specification and not by the code under test.
package enum Packets {
    package static func connect(
        _ clientID: String,
        level: UInt8 = 4,
        username: String? = nil,
        password: String? = nil,
        isClean: Bool = true,
        will: Bool = false,
        willTopic: String = "/will",
        willResponseTopic: String? = nil
    ) -> [UInt8] {
        var flags: UInt8 = isClean ? 0x02 : 0
        if will { flags |= 0x04 }
        if username != nil { flags |= 0x80 }
        if password != nil { flags |= 0x40 }
        // MQTT 5: session expiry interval, five bytes of properties.
        let properties: [UInt8] = level == 5 ? [5, 0x11, 0, 0, 0, 60] : []
        var body = text("MQTT") + [level, flags, 0, 30] + properties + text(clientID)
        if will {
            let answer = willResponseTopic.map { [0x08] + text($0) } ?? []
            let delay: [UInt8] = [0x18, 0, 0, 0, 1]
            if level == 5 { body += [UInt8(delay.count + answer.count)] + delay + answer }
            body += text(willTopic) + [0, 2, 0xFF, 0xFE]
        }
        if let username { body += text(username) }
        if let password { body += text(password) }
        return frame(0x10, body)
    }

    package static func subscribe(_ id: UInt16, _ filters: [(String, UInt8)], properties: [UInt8] = []) -> [UInt8] {
        frame(0x82, number(id) + properties + filters.flatMap { text($0.0) + [$0.1] })
    }

    package static func subscribeAcknowledgement(_ id: UInt16, _ codes: [UInt8], properties: [UInt8] = []) -> [UInt8] {
        frame(0x90, number(id) + properties + codes)
    }

    package static func unsubscribe(_ id: UInt16, _ filters: [String], properties: [UInt8] = []) -> [UInt8] {
        frame(0xA2, number(id) + properties + filters.flatMap { text($0) })
    }

    package static func unsubscribeAcknowledgement(
        _ id: UInt16,
        _ codes: [UInt8] = [],
        properties: [UInt8] = []
    ) -> [UInt8] {
        frame(0xB0, number(id) + properties + codes)
    }

    package static func publish(
        _ id: UInt16,
        topic: String,
        payload: [UInt8],
        qos: UInt8 = 1,
        properties: [UInt8] = []
    ) -> [UInt8] {
        frame(0x30 | qos << 1, text(topic) + (qos > 0 ? number(id) : []) + properties + payload)
    }

    package static func acknowledgement(_ id: UInt16) -> [UInt8] { frame(0x40, number(id)) }

    package static let connectAcknowledgement: [UInt8] = [0x20, 2, 0, 0]
    package static let disconnect: [UInt8] = [0xE0, 0]

    package static func frame(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
        var length = body.count
        var head = [first]
        repeat {
            head.append(UInt8(length % 128) | (length >= 128 ? 0x80 : 0))
            length /= 128
        } while length > 0
        return head + body
    }

    private static func text(_ text: String) -> [UInt8] { number(UInt16(text.utf8.count)) + Array(text.utf8) }

    private static func number(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }
}
