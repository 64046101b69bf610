import HESContract
import HESSimulation
import Hummingbird

/// Refuses requests without the control token (RFC 6750 §2.1); a nil token lets every request through.
struct BearerMiddleware<Context: RequestContext>: RouterMiddleware {
    let token: Secret?

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let token, !isEqualInConstantTime(request.headers[.authorization] ?? "", to: "Bearer \(token.revealed)")
        else {
            return try await next(request, context)
        }
        throw ControlFailure(
            status: .unauthorized,
            message: "the control API asks for a token",
            hint: "send the header 'Authorization: Bearer TOKEN' with the value of --control-token"
        )
    }
}
