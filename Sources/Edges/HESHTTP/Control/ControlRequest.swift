import Foundation
import HESContract
import HESRuntime
import Hummingbird
import JSON
import ServiceLifecycle

extension Request {
    /// The body's bytes, at most 4 MiB; an empty body is an empty object.
    ///
    /// - Throws: `ControlFailure` for a compressed body, and for one that is larger.
    func controlBytes() async throws -> [UInt8] {
        let encoding = headers[values: .contentEncoding].joined(separator: ", ")
        if let untaken = UntakenEncoding(encoding) {
            throw ControlFailure(status: .unsupportedMediaType, message: untaken.message, hint: untaken.hint)
        }
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
        if worlds.isEmpty { return "there is no world: POST /_sim/worlds makes one" }
        let codes = worlds.prefix(10).map(\.tenantCode).joined(separator: ", ")
        return worlds.count > 10 ? "one of \(codes), …; GET /_sim/worlds names all" : "one of \(codes)"
    }
}

extension BasicRequestContext {
    /// The segment of the path that `:name` stands for, percent-decoded (RFC 3986 §2.1).
    ///
    /// - Throws: for text that is no UTF-8 when decoded.
    func segment(_ name: String) throws -> String {
        let text = try parameters.require(name)
        guard let decoded = text.removingPercentEncoding else {
            throw ControlFailure(status: .badRequest, message: "'\(text)' in the path is not percent-encoded UTF-8")
        }
        return decoded
    }
}
