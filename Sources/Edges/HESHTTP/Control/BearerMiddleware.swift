import HESSimulation
import Hummingbird

/// Asks for the control token where one is set (RFC 6750 §2.1).
struct BearerMiddleware<Context: RequestContext>: RouterMiddleware {
    let token: String?

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let token, !isEqualInConstantTime(request.headers[.authorization] ?? "", "Bearer \(token)") else {
            return try await next(request, context)
        }
        throw ControlFailure(
            status: .unauthorized,
            message: "the control API asks for a token",
            hint: "send the header 'Authorization: Bearer TOKEN' with the value of --control-token"
        )
    }
}
