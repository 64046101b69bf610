import HESContract
import HESRuntime
import Hummingbird
import JSON
import ServiceLifecycle

extension Request {
    /// The body's bytes, at most 4 MiB; an empty body is an empty object.
    func controlBytes() async throws -> [UInt8] {
        // A body that never ends must not hold a shutdown up.
        let body = body
        let buffer = try await cancelWhenGracefulShutdown { try await body.collect(upTo: 4 << 20) }
        return buffer.readableBytes > 0 ? Array(buffer.readableBytesView) : Array("{}".utf8)
    }

    /// The world that `?tenant=` names; the only world if the parameter is absent.
    func world(in simulator: Simulator) throws -> World {
        let worlds = simulator.worlds
        if let code = try value(of: QueryParameter<String>.tenant) {
            guard let world = simulator.world(tenantCode: code) else {
                throw ControlFailure(
                    status: .notFound,
                    message: "no world '\(code)'",
                    hint: hint(worlds)
                )
            }
            return world
        }
        guard let only = worlds.first, worlds.count == 1 else {
            throw ControlFailure(
                status: .badRequest,
                message: "there are \(worlds.count) worlds: name one with ?tenant=CODE",
                hint: hint(worlds)
            )
        }
        return only
    }

    /// Names at most ten worlds; there may be thousands.
    private func hint(_ worlds: [World]) -> String {
        let codes = worlds.prefix(10).map(\.tenantCode).joined(separator: ", ")
        return worlds.count > 10 ? "one of \(codes), …; GET /_sim/worlds names all" : "one of \(codes)"
    }
}
