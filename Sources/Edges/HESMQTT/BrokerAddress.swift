package import HESContract
package import MQTTClient

/// `mqtt://[user[:password]@]host[:port]` or `mqtts://…`, IPv6 addresses in brackets, credentials percent-encoded; or the
/// Unix domain socket of a managed broker, which no text names.
package struct BrokerAddress: Sendable, Hashable {
    package var usesTLS: Bool
    /// A name or an address; the path of a Unix domain socket, which begins with a slash.
    package var host: String
    /// 1883, or 8883 with TLS, when the address names none; 0 for a Unix domain socket.
    package var port: Int
    package var username: String?
    package var password: Secret?

    package init(host: String, port: Int, usesTLS: Bool = false) {
        self.host = host
        self.port = port
        self.usesTLS = usesTLS
    }

    /// A broker that only this user can reach.
    package init(socketPath: String) {
        self.init(host: socketPath, port: 0)
    }

    package init(_ text: String) throws(BrokerAddressError) {
        let scheme = text.prefix { $0 != ":" }
        guard scheme == "mqtt" || scheme == "mqtts", text.dropFirst(scheme.count).hasPrefix("://") else {
            throw .unknownScheme(text: Self.masked(text))
        }
        usesTLS = scheme == "mqtts"
        var rest = text.dropFirst(scheme.count + 3)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        if let at = rest.lastIndex(of: "@") {
            let (name, text) = try Self.credentials(in: rest[..<at])
            (username, password) = (name, text.map { Secret($0) })
            rest = rest[rest.index(after: at)...]
        }
        (host, port) = try Self.hostAndPort(in: rest, defaultPort: usesTLS ? 8883 : 1883)
    }

    /// The addresses of a list: separated by commas, before which a password may have commas of its own.
    package static func texts(in list: String) -> [String] {
        list.split(separator: ",", omittingEmptySubsequences: false).reduce(into: []) { texts, part in
            let begins = texts.isEmpty || part.contains("://") || part == "managed"
            if begins { texts.append(String(part)) } else { texts[texts.count - 1] += ",\(part)" }
        }
    }

    /// Nil for a broker that is reached over TCP.
    var socketPath: String? { host.hasPrefix("/") ? host : nil }

    /// A configuration for the nodes of a cluster, the first one first.
    ///
    /// - Parameters:
    ///   - nodes: at least one.
    ///   - clientID: the same with every node.
    ///   - authorityFile: PEM, for `mqtts`; nil trusts the certificates of the operating system.
    /// - Returns: the configuration of the first node, with the others as its alternatives.
    package static func configuration(
        of nodes: [BrokerAddress],
        clientID: String,
        authorityFile: String? = nil
    ) -> MQTTConfiguration {
        let configurations = nodes.map { node in
            var configuration = node.configuration(clientID: clientID)
            configuration.tls?.caFile = authorityFile
            return configuration
        }
        var configuration = configurations[0]
        configuration.alternatives = Array(configurations.dropFirst())
        return configuration
    }

    /// A configuration for this broker; TLS trusts the certificates of the operating system.
    package func configuration(clientID: String) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: host, port: port, clientID: clientID)
        configuration.username = username
        configuration.password = password?.revealed
        configuration.tls = usesTLS ? MQTTTLSOptions() : nil
        return configuration
    }
}

extension BrokerAddress: CustomStringConvertible {
    /// Without the password, so that it may be logged.
    package var description: String {
        if let socketPath { return "unix:\(socketPath)" }
        let user = username.map { password == nil ? "\($0)@" : "\($0):***@" } ?? ""
        let shownHost = host.contains(":") ? "[\(host)]" : host
        return "\(usesTLS ? "mqtts" : "mqtt")://\(user)\(shownHost):\(port)"
    }
}

package enum BrokerAddressError: Error, Hashable {
    case unknownScheme(text: String)
    case missingHost
    case invalidPort(text: String)
    case invalidPercentEncoding
    case passwordWithoutUsername
    case unexpectedText(text: String)
}

extension BrokerAddressError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownScheme(let text): "\"\(text)\" is no broker address; write mqtt://host:port or mqtts://host:port."
        case .missingHost: "The broker address names no host; write mqtt://host:port."
        case .invalidPort(let text): "\"\(text)\" is no port; give a number from 1 to 65535."
        case .invalidPercentEncoding: "The user name or password is not percent-encoded UTF-8; write % as %25."
        case .passwordWithoutUsername: "The broker address has a password without a user name."
        case .unexpectedText(let text): "\"\(text)\" does not belong into a broker address; it ends with the port."
        }
    }
}

extension BrokerAddress {
    private static func credentials(
        in text: Substring
    ) throws(BrokerAddressError) -> (username: String, password: String?) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard !parts[0].isEmpty else { throw .passwordWithoutUsername }
        let password = parts.count == 2 ? try percentDecoded(parts[1]) : nil
        return (try percentDecoded(parts[0]), password)
    }

    private static func hostAndPort(
        in text: Substring,
        defaultPort: Int
    ) throws(BrokerAddressError) -> (host: String, port: Int) {
        var host = text.prefix { $0 != ":" && $0 != "/" && $0 != "?" }
        var rest = text[host.endIndex...]
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        }
        guard !host.isEmpty else { throw .missingHost }
        guard !rest.isEmpty else { return (String(host), defaultPort) }
        guard rest.hasPrefix(":") else { throw .unexpectedText(text: String(rest)) }
        let digits = rest.dropFirst()
        guard digits.allSatisfy({ ("0"..."9").contains($0) }), let port = Int(digits), (1...65_535).contains(port)
        else {
            throw .invalidPort(text: String(digits))
        }
        return (String(host), port)
    }

    private static func percentDecoded(_ text: Substring) throws(BrokerAddressError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, !digits.hasPrefix("+"), let value = UInt8(digits, radix: 16) else {
                throw .invalidPercentEncoding
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .invalidPercentEncoding }
        return decoded
    }

    /// Hides everything before the last @, where an address that could not be read may hold a password.
    private static func masked(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return text }
        return "***" + text[at...]
    }
}
