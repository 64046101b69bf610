import Glibc
import NIOCore
import NIOPosix

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
        default: "\(self)"
        }
    }
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
}
