import HESContract
import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// An answer of the control API: JSON with its HTTP status, or text, or a stream of text.
struct ControlReply: ResponseGenerator {
    let status: HTTPResponse.Status
    private let body: ResponseBody
    private var contentType = "application/json;charset=UTF-8"

    init(status: HTTPResponse.Status = .ok, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(members)
        self.status = status
        body = ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
    }

    init(text: String, contentType: String) {
        self.init(stream: ResponseBody(byteBuffer: ByteBuffer(string: text)), contentType: contentType)
    }

    /// A body that is JSON already.
    init(json: [UInt8]) {
        status = .ok
        body = ResponseBody(byteBuffer: ByteBuffer(bytes: json))
    }

    init(stream: ResponseBody, contentType: String) {
        status = .ok
        body = stream
        self.contentType = contentType
    }

    static func failure(
        _ status: HTTPResponse.Status,
        message: String,
        pointer: String? = nil,
        hint: String? = nil,
        details: ((inout JSONWriter) -> Void)? = nil
    ) -> ControlReply {
        ControlReply(status: status) {
            $0.key("error")
            $0.object {
                $0.key("message")
                $0.string(message)
                if let pointer {
                    $0.key("pointer")
                    $0.string(pointer)
                }
                if let hint {
                    $0.key("hint")
                    $0.string(hint)
                }
            }
            details?(&$0)
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType],
            body: body
        )
    }
}
