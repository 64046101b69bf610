import HTTPTypes
import Hummingbird

/// Turns every error of the control API into its JSON form, an unknown path into 404 with code 404.
struct FailureMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let failure as ControlFailure {
            return try failure.reply.response(from: request, context: context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            let reply = WireReply.notFound(request.uri.path)
            return Response(
                status: .notFound,
                headers: reply.head.headerFields,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
            )
        } catch let error as any HTTPResponseError {
            return try ControlReply.failure(error.status, error.status.reasonPhrase)
                .response(from: request, context: context)
        }
    }
}
