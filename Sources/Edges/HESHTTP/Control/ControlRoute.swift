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
    /// Health answers everybody; the rest asks for the control token where one is set.
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
