import ServiceLifecycle

/// A port that could not be opened, and what to do about it.
package struct PortUnavailable: Error, CustomStringConvertible {
    let role: HTTPEdge.Role
    let host: String
    let port: Int
    let reason: String

    package var description: String {
        let flag = role == .control ? "--control-port" : "--port"
        return "cannot listen on \(host):\(port) (\(reason)). "
            + "Give another \(flag), \(flag) 0 for any free one, or another --host."
    }
}

/// Runs a port and says which one it was if it cannot be opened.
struct ListeningService: Service {
    let settings: HTTPEdge.Settings
    let application: any Service

    func run() async throws {
        do {
            try await application.run()
        } catch {
            throw PortUnavailable(
                role: settings.role,
                host: settings.host,
                port: settings.port,
                reason: "\(error)"
            )
        }
    }
}
