import Glibc
import NIOCore

extension Channel {
    /// Ends the connection with a RST instead of a FIN (`SO_LINGER` of zero, socket(7)).
    func reset() {
        guard let socket = self as? any SocketOptionProvider else { return close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in self.close(promise: nil) }
    }
}
