import HESSimulation
import NIOCore

extension OutgoingReply {
    /// Status line, fields and as much of the body as leaves with them, in one buffer.
    func bytes(hasBody: Bool, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 192 + (reason?.utf8.count ?? 0) + body.count)
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString("\(status) \(reasonPhrase)")
        buffer.writeStaticString("\r\nContent-Type: ")
        if let contentType { buffer.writeString(contentType) } else { buffer.writeStaticString(Self.json) }
        if status != 204 { buffer.writeString("\r\nContent-Length: \(body.count)") }
        if let reason { buffer.writeString("\r\nX-HES-Sim-Reason: \(reason)") }
        for header in headers { buffer.writeString("\r\n\(header.name): \(header.value)") }
        buffer.writeStaticString("\r\n\r\n")
        if hasBody { buffer.writeBytes(body.prefix(sentCount)) }
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
