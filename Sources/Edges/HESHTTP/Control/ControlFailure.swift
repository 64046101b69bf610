import HESContract
import HTTPTypes
import JSON

/// Why the control API refuses a request.
struct ControlFailure: Error {
    let status: HTTPResponse.Status
    let message: String
    var pointer: String?
    var hint: String?
    /// Writes further members besides `error`.
    var details: (@Sendable (inout JSONWriter) -> Void)?

    init(
        status: HTTPResponse.Status,
        message: String,
        pointer: String? = nil,
        hint: String? = nil,
        details: (@Sendable (inout JSONWriter) -> Void)? = nil
    ) {
        self.status = status
        self.message = message
        self.pointer = pointer
        self.hint = hint
        self.details = details
    }

    var reply: ControlReply { .failure(status, message: message, pointer: pointer, hint: hint, details: details) }
}
