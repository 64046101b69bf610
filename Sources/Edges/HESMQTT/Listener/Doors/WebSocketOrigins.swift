import NIOHTTP1

/// Whose web pages may upgrade to a WebSocket of MQTT.
///
/// A browser asks no permission for a WebSocket, as it does for other requests to another origin, but names the page's in `Origin`
/// (RFC 6455 §10.2). Other clients send no `Origin`, or one of the port that they connect to.
struct WebSocketOrigins: Sendable {
    let permits: @Sendable (_ origin: String) -> Bool

    /// - Returns: the origin of a page that may not.
    func denied(_ head: HTTPRequestHead) -> String? {
        guard let origin = head.headers.first(name: "Origin") else { return nil }
        let authority = head.headers.first(name: "Host") ?? ""
        let isOwn = ["http://\(authority)", "https://\(authority)"].contains(origin)
        return isOwn || permits(origin) ? nil : origin
    }
}
