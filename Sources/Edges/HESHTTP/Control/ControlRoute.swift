import HESContract
import HESRuntime
import HTTPTypes
import Hummingbird

/// One call of the control API.
struct ControlRoute: Sendable {
    let method: HTTPRequest.Method
    /// Below `/_sim/`; `:name` stands for one segment.
    let path: String
    let operation: ControlOperation
    /// Whether the call is answered without the control token, as health is.
    let isOpen: Bool
    let answer: @Sendable (Request, BasicRequestContext) async throws -> ControlReply

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: ControlOperation,
        isOpen: Bool = false,
        answer: @escaping @Sendable (Request, BasicRequestContext) async throws -> ControlReply
    ) {
        self.method = method
        self.path = path
        self.operation = operation
        self.isOpen = isOpen
        self.answer = answer
    }

    static let root = "/_sim/"
}
