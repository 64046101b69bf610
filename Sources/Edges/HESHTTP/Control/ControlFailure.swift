import HTTPTypes

/// Why the control API refuses a request.
struct ControlFailure: Error {
    let status: HTTPResponse.Status
    let message: String
    var pointer: String?
    var hint: String?

    var reply: ControlReply { .failure(status, message, pointer: pointer, hint: hint) }
}
