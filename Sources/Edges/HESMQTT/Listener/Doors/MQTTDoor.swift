import HESSockets
package import NIOSSL

/// A further port of the MQTT listener, and how its clients speak MQTT there.
package struct MQTTDoor: Sendable {
    package enum Transport: Sendable {
        case tls(NIOSSLContext)
        /// MQTT in binary frames (MQTT 3.1.1 §6); with a context the port takes clients over TLS as well as without.
        ///
        /// `permitsOrigin` is asked for web pages of other origins than the port's own; called on event loops.
        case webSocket(NIOSSLContext?, permitsOrigin: @Sendable (String) -> Bool = { _ in false })
    }

    /// 0 for any free one.
    let port: Int
    let transport: Transport

    package init(port: Int, transport: Transport) {
        self.port = port
        self.transport = transport
    }
}

extension NIOSSLContext {
    /// TLS with the server's certificate; with `authorityFile` clients must have one that an authority in it has signed.
    ///
    /// - Parameters:
    ///   - chainFile: PEM.
    ///   - keyFile: PEM.
    ///   - authorityFile: PEM.
    /// - Returns: the context of every connection.
    /// - Throws: when a file cannot be read, or is none of these.
    package static func mqttServer(
        chainFile: String,
        keyFile: String,
        authorityFile: String? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try PEMFile.certificates(in: chainFile).map { .certificate($0) },
            privateKey: .privateKey(try PEMFile.key(in: keyFile))
        )
        if let authorityFile {
            configuration.trustRoots = .certificates(try PEMFile.certificates(in: authorityFile))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
