import Hummingbird

/// Asks for the control token where one is set (RFC 6750 §2.1).
struct BearerMiddleware<Context: RequestContext>: RouterMiddleware {
    let token: String?

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let token, !isBearer(request.headers[.authorization] ?? "", of: token) else {
            return try await next(request, context)
        }
        throw ControlFailure(
            status: .unauthorized,
            message: "the control API asks for a token",
            hint: "send the header 'Authorization: Bearer TOKEN' with the value of --control-token"
        )
    }

    /// Takes as long for a wrong token as for the right one.
    private func isBearer(_ field: String, of token: String) -> Bool {
        let given = Array(field.utf8)
        let wanted = Array("Bearer \(token)".utf8)
        var difference = given.count ^ wanted.count
        for (index, byte) in given.enumerated() { difference |= Int(byte ^ wanted[index % wanted.count]) }
        return difference == 0
    }
}
