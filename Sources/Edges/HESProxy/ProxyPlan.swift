package import HESMQTT
import HESSockets
package import NIOSSL

/// Where a recording proxy listens, and where what it hears goes.
package struct ProxyPlan: Sendable {
    /// The HES, or the broker.
    package struct Target: Sendable {
        package let host: String
        package let port: Int
        /// Nil without TLS.
        package let tls: NIOSSLContext?

        package init(host: String, port: Int, tls: NIOSSLContext?) {
            (self.host, self.port, self.tls) = (host, port, tls)
        }
    }

    /// Name or address on which both ports listen.
    package var host: String
    /// 0 takes any free one.
    package var httpPort: Int
    package var mqttPort: Int
    package var hes: Target
    package var broker: Target
    /// For clients that begin with TLS; nil takes plain connections alone.
    package var serverTLS: NIOSSLContext?

    package init(host: String, httpPort: Int, mqttPort: Int, hes: Target, broker: Target) {
        self.host = host
        self.httpPort = httpPort
        self.mqttPort = mqttPort
        self.hes = hes
        self.broker = broker
    }
}

/// Where clients reach the proxy.
package struct ProxyAddresses: Sendable {
    package let httpPort: Int
    package let mqttPort: Int
}

/// Why the proxy cannot run.
package enum ProxyError: Error, CustomStringConvertible {
    /// A port is taken, or the address is not this machine's.
    case port(Int, host: String, reason: String)

    package var description: String {
        switch self {
        case .port(let port, let host, let reason): "cannot listen on port \(port) of \(host): \(reason)"
        }
    }
}

extension ProxyPlan.Target {
    /// - Throws: `PEMFileError` for a file without a certificate.
    package init(_ broker: BrokerAddress, certificateAuthorityFile: String?) throws {
        let tls = broker.usesTLS ? try Self.context(certificateAuthorityFile: certificateAuthorityFile) : nil
        self.init(host: broker.host, port: broker.port, tls: tls)
    }

    /// TLS towards a server: without a file in PEM format it trusts the certificates of the operating system.
    ///
    /// - Throws: `PEMFileError` for a file without a certificate.
    package static func context(certificateAuthorityFile: String?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let certificateAuthorityFile {
            configuration.trustRoots = .certificates(try PEMFile.certificates(in: certificateAuthorityFile))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
