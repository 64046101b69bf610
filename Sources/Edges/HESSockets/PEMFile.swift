import Glibc
package import NIOSSL

/// Reads certificates and keys in PEM; what cannot be read is named with its file.
package enum PEMFile {
    /// - Returns: at least one.
    package static func certificates(in file: String) throws(PEMFileError) -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(file)
            if !certificates.isEmpty { return certificates }
        } catch {
            if let reason = unreadable(file) { throw PEMFileError(file: file, reason: reason) }
        }
        throw PEMFileError(file: file, reason: "it has no certificate in PEM")
    }

    package static func key(in file: String) throws(PEMFileError) -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(file: file, format: .pem)
        } catch {
            throw PEMFileError(file: file, reason: unreadable(file) ?? "it has no private key in PEM")
        }
    }

    /// Nil for a file that can be read.
    private static func unreadable(_ file: String) -> String? {
        unsafe access(file, R_OK) == 0 ? nil : systemReason(errno)
    }
}

package struct PEMFileError: Error, Hashable, CustomStringConvertible {
    package let file: String
    package let reason: String

    package var description: String { "'\(file)' cannot be used: \(reason)" }
}
