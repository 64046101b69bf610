import HESSockets
import ServiceLifecycle

/// A port that could not be opened.
package struct PortUnavailable: Error, CustomStringConvertible {
    package let purpose: HTTPEdge.Purpose
    package let host: String
    package let port: Int
    package let reason: String

    package var description: String { "cannot listen on \(host):\(port) (\(reason))" }
}

/// Runs a port and names it in the error if it cannot be opened.
struct ListeningService: Service {
    let purpose: HTTPEdge.Purpose
    let host: String
    let port: Int
    let application: any Service

    func run() async throws {
        do {
            try await application.run()
        } catch {
            throw PortUnavailable(purpose: purpose, host: host, port: port, reason: error.socketReason)
        }
    }
}
