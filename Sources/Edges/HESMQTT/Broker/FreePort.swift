#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A port of the loopback interface that nothing listens on right now; another process may take it at any moment.
///
/// - Returns: nil when the system has none left.
func findFreePort() -> Int? {
    #if canImport(Darwin)
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Int32 in
            guard unsafe bind(descriptor, generic, length) == 0 else { return -1 }
            return unsafe getsockname(descriptor, generic, &length)
        }
    }
    return result == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
}
