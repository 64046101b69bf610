import HESContract
import HESSimulation
import HTTPTypes
import Hummingbird
import NIOCore

/// Gives every error its JSON form: the control API's below `/_sim`, the HES's envelope everywhere else.
struct FailureMiddleware<Context: RequestContext>: RouterMiddleware {
    let catalogue: ControlCatalogue

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let failure as ControlFailure {
            var response = try failure.reply.response(from: request, context: context)
            // RFC 9110 §12.5.3: what would be taken.
            if failure.status == .unsupportedMediaType { response.headers[.acceptEncoding] = UntakenEncoding.taken }
            return response
        } catch let error as any HTTPResponseError {
            return try answer(to: request, status: error.status, in: context)
        }
    }

    private func answer(to request: Request, status: HTTPResponse.Status, in context: Context) throws -> Response {
        let path = request.uri.path
        guard path.hasPrefix(ControlRoute.root) || path == "/_sim" else { return response(.unknownPath(path)) }
        let methods = catalogue.methods(of: path).map(\.rawValue).joined(separator: ", ")
        guard status == .notFound, !methods.isEmpty else {
            let message = status == .notFound ? "no such path '\(path)'" : status.reasonPhrase
            return try ControlReply.failure(status, message: message).response(from: request, context: context)
        }
        let reply = ControlReply.failure(.methodNotAllowed, message: "only \(methods) is allowed here")
        var response = try reply.response(from: request, context: context)
        response.headers[.allow] = methods
        return response
    }

    private func response(_ reply: OutgoingReply) -> Response {
        Response(
            status: HTTPResponse.Status(code: reply.status),
            headers: [.contentType: OutgoingReply.json.description],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
        )
    }
}
