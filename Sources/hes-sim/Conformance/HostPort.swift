/// An address to listen on, as `127.0.0.1:8080` or `[::1]:0`.
struct HostPort {
    /// Without brackets.
    let host: String
    /// 0 takes any free one.
    let port: Int

    /// Nil if the text is no address with a port of 0 to 65535.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), text[text.index(after: colon)...].allSatisfy(\.isNumber),
            let name = try? HostName(String(text[..<colon]), flag: "--http")
        else { return nil }
        // An IPv6 address without brackets ends in something that looks like a port.
        guard !name.text.contains(":") || text.hasPrefix("[") else { return nil }
        (host, self.port) = (name.text, port)
    }
}
