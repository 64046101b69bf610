import HESContract
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer of the control API: JSON with a proper HTTP status.
struct ControlReply: ResponseGenerator {
    let status: HTTPResponse.Status
    let body: [UInt8]

    init(status: HTTPResponse.Status = .ok, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(members)
        self.status = status
        body = writer.bytes
    }

    static func failure(
        _ status: HTTPResponse.Status,
        _ message: String,
        pointer: String? = nil,
        hint: String? = nil
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
        }
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json;charset=UTF-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}
