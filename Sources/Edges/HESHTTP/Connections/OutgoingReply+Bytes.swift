import HESSimulation
import NIOCore

extension OutgoingReply {
    /// Status line, fields and as much of the body as leaves with them, in one buffer.
    func bytes(in form: ReplyForm, from allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 192 + (reason?.utf8.count ?? 0) + body.count)
        if status == 200, reasonPhrase.isEmpty {
            buffer.writeStaticString("HTTP/1.1 200 \r\nContent-Type: ")
        } else {
            buffer.writeString("HTTP/1.1 \(status) \(reasonPhrase)\r\nContent-Type: ")
        }
        if let contentType { buffer.writeString(contentType) } else { buffer.writeStaticString(Self.json) }
        if status != 204 {
            buffer.writeStaticString("\r\nContent-Length: ")
            buffer.writeString(String(body.count))
        }
        if let reason { buffer.writeField("X-HES-Sim-Reason", value: reason) }
        for header in headers { buffer.writeField(header.name, value: header.value) }
        for field in form.fields { buffer.writeField(field.name, value: field.value) }
        buffer.writeStaticString("\r\n\r\n")
        if form.hasBody { buffer.writeBytes(body.prefix(sentCount)) }
        return buffer
    }

    /// Bytes of the body that leave with the head.
    private var sentCount: Int {
        switch extent {
        case .begun(let bytes), .truncated(let bytes): min(bytes, body.count)
        case .whole, .reset, .nothing: body.count
        }
    }

    static let json: StaticString = "application/json;charset=UTF-8"
}

extension ByteBuffer {
    fileprivate mutating func writeField(_ name: String, value: String) {
        writeStaticString("\r\n")
        writeString(name)
        writeStaticString(": ")
        writeString(value)
    }
}
