/// A file of the console, the web page at `/_sim/`.
package struct ConsoleFile: Sendable {
    package let name: String
    package let mediaType: String
    package let bytes: [UInt8]

    /// The page itself; its scripts and style sheets stand beside it in `all`.
    package static let pageName = "index.html"
    /// By name.
    package static let all: [ConsoleFile] = EmbeddedFiles.all.map { name, bytes in
        ConsoleFile(name: name, mediaType: mediaType(of: name), bytes: bytes)
    }

    package static func named(_ name: some StringProtocol) -> ConsoleFile? { all.first { $0.name == name } }

    private static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}
