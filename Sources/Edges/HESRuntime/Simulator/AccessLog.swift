import HESContract
import HESSimulation
package import Logging

/// One line for each call and each push, for `--log-access`; callable from any thread.
package struct AccessLog: Sendable {
    private let logger: Logger

    package init(_ logger: Logger) {
        var own = logger
        // The line is asked for by a flag of its own, so the level of the other lines does not hide it.
        own.logLevel = .info
        self.logger = own
    }

    func call(_ reply: OutgoingReply, to decision: Decision, tenantCode: String, took duration: Duration) {
        var line = "\"POST \(decision.endpoint.path)\" \(Self.status(of: reply)) \(reply.body.count) code=\(reply.code)"
        line += " tenant=\(tenantCode) user=\(decision.user ?? "-")"
        if case .ready(.plan(let planID, _)) = decision.reply { line += " plan=\(planID)" }
        logger.info("\(line) \(Self.milliseconds(duration)) ms")
    }

    func miss(_ request: CallRequest, path: String, status: Int) {
        logger.info("\"\(request.method) \(path)\" \(status) -")
    }

    func push(_ message: PushMessage, bytes: Int, tenantCode: String) {
        let status = message.status.map { " status=\($0.rawValue)" } ?? ""
        logger.info("PUSH \(message.topic) \(bytes)\(status) tenant=\(tenantCode) ticket=\(message.ticket)")
    }

    private static func status(of reply: OutgoingReply) -> String {
        switch reply.extent {
        case .whole, .truncated, .begun: "\(reply.status)"
        case .reset: "reset"
        case .nothing: "none"
        }
    }

    /// With one decimal.
    private static func milliseconds(_ duration: Duration) -> String {
        let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
