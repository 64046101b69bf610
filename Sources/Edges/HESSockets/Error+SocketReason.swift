import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension Error {
    /// Why a socket could not be opened or connected, in the system's words: `Address already in use`.
    ///
    /// Errors of another origin describe themselves.
    package var socketReason: String {
        switch self {
        case let error as IOError: systemReason(error.errnoCode)
        case let error as SocketAddressError.UnknownHost: "the name '\(error.host)' is not known"
        case let error as NIOConnectionError:
            error.connectionErrors.first?.error.socketReason ?? "the name '\(error.host)' is not known"
        case let error as NIOSSLError: tlsReason(error)
        case NIOSSLExtraError.failedToValidateHostname as NIOSSLExtraError:
            "the server's certificate is of another host"
        case is NIOTooManyBytesError: "the answer has too many bytes"
        default: words(of: "\(self)")
        }
    }
}

/// `deadline exceeded` of `HTTPClientError.deadlineExceeded`; any other text as it is.
private func words(of text: String) -> String {
    let name = "HTTPClientError."
    guard text.hasPrefix(name), text.dropFirst(name.count).allSatisfy(\.isLetter) else { return text }
    return text.dropFirst(name.count).map { $0.isUppercase ? " \($0.lowercased())" : "\($0)" }.joined()
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
}

/// `wrong version number` of `Error: … error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER at FILE:LINE`.
private func tlsReason(_ error: NIOSSLError) -> String {
    guard case .handshakeFailed(.sslError(let errors)) = error, let text = errors.first.map({ "\($0)" }) else {
        return "\(error)"
    }
    let beforePlace = text.firstRange(of: " at ").map { text[..<$0.lowerBound] } ?? text[...]
    let words = beforePlace.split(separator: ":").last ?? beforePlace
    return "the TLS handshake failed: " + words.split(separator: "_").joined(separator: " ").lowercased()
}
