#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A port of the loopback interface that nothing listens on right now; another process may take it at any moment.
///
/// Taken at random from below the range that the kernel gives to outgoing connections (32 768 and up on Linux, 49 152 on
/// macOS). Within that range a broker that died could lose its port to a client's connection, even to one that was meant
/// for the broker itself.
///
/// - Parameter range: where to look.
/// - Returns: nil when a hundred attempts found none.
package func findFreePort(in range: Range<Int> = 10_000..<32_000) -> Int? {
    (0..<100).lazy.map { _ in Int.random(in: range) }.first(where: isFree)
}

private func isFree(_ port: Int) -> Bool {
    #if canImport(Darwin)
    let stream = SOCK_STREAM
    #else
    // A child that is started at this moment must not inherit the socket: it would occupy the port.
    let stream = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #endif
    let descriptor = socket(AF_INET, stream, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = in_port_t(port).bigEndian
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            unsafe bind(descriptor, generic, length) == 0
        }
    }
}
