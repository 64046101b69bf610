import HTTPTypes
import Hummingbird

/// Refuses requests that a web page makes a browser send to the control API.
///
/// `Origin` names the page's site; after DNS rebinding `Host` carries the attacker's name.
struct OriginMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Names under which the control API may be called, besides those of the loopback interface; nil permits any.
    let hosts: [String]?
    /// Pages of other origins that may call too.
    let permission: OriginPermission
    private static var loopback: [String] { ["127.0.0.1", "localhost", "[::1]"] }

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let authority = request.head.authority, !isOurs(authority) {
            throw refusal(of: "Host", value: authority)
        }
        if let origin = request.headers[.origin], !isOurs(origin: origin, request.head.authority) {
            throw refusal(of: "Origin", value: origin)
        }
        return try await next(request, context)
    }

    private func isOurs(_ authority: String) -> Bool {
        hosts.map { (Self.loopback + $0).contains(name(of: authority)) } ?? true
    }

    /// Whether a page is the simulator's own, with the name and port of the request, or is permitted.
    private func isOurs(origin: String, _ authority: String?) -> Bool {
        if permission.permits(origin) { return true }
        guard let authority else { return false }
        return ["http://\(authority)", "https://\(authority)"].contains(origin)
    }

    /// The host of an authority, in lower case and without the port.
    private func name(of authority: String) -> String {
        let text = authority.lowercased()
        guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") else { return text }
        return String(text[..<colon])
    }

    private func refusal(of field: String, value: String) -> ControlFailure {
        ControlFailure(
            status: .forbidden,
            message: "the control API does not answer a request whose \(field) is '\(value)'",
            hint: """
                call it by 127.0.0.1 or localhost, or by the name given as --host or --public-host; --cors permits another \
                Origin
                """
        )
    }
}
