import HESConsole
import HTTPTypes
import Hummingbird
import NIOCore

/// Serves the console's files, which ask for no token: what they show comes from the control API, which does.
struct ConsolePages: Sendable {
    /// Below `/_sim/`; the page itself is at `/_sim/`.
    private static let folder = "console"
    private static let page = "/_sim/"
    /// Nothing but the files of this server, and no script or style in a document itself.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    func add(to router: Router<BasicRequestContext>, origins: OriginMiddleware<BasicRequestContext>) {
        let group = router.group("/_sim").add(middleware: origins)
        group.get("") { _, _ in try Self.response(ConsoleFile.pageName) }
        group.get(RouterPath("\(Self.folder)/:name")) { _, context in
            try Self.response(try context.parameters.require("name"))
        }
        router.get("/") { request, _ in
            guard Self.isBrowser(request) else { throw HTTPError(.notFound) }
            return Response(status: .found, headers: [.location: Self.page])
        }
    }

    /// Whether a path is one of the console's; only GET and HEAD are allowed there.
    static func has(_ path: String) -> Bool {
        path == page || path == "/_sim" || ConsoleFile.all.contains { path == "\(page)\(folder)/\($0.name)" }
    }

    /// A browser that opens an address asks for HTML before all else; clients of the nine calls do not.
    private static func isBrowser(_ request: Request) -> Bool {
        request.headers[.accept]?.lowercased().contains("text/html") ?? false
    }

    private static func response(_ name: String) throws -> Response {
        guard let file = ConsoleFile.named(name) else { throw HTTPError(.notFound) }
        var headers: HTTPFields = [.contentType: file.mediaType, .cacheControl: "no-cache"]
        headers[.contentSecurityPolicy] = policy
        headers[.xContentTypeOptions] = "nosniff"
        headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
