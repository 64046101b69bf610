import HESContract
import HESScenario
import HESSimulation
import Logging
import Synchronization

/// The secrets of this process, and everything that it prints or logs without them.
final class OutputMask: Sendable {
    private let mask = Mutex(SecretMask())

    func hide(_ secret: Secret?, as name: String) {
        guard let secret else { return }
        mask.withLock { $0.hide(secret.revealed, as: name) }
    }

    /// Hides what the users of these scenarios log in with, at the calls and at the broker.
    func hideUsers(of scenarios: [Scenario]) {
        mask.withLock { mask in
            for user in scenarios.flatMap(\.worlds).flatMap(\.users) {
                mask.hide(login: user.password, as: "<password>")
                mask.hide(login: user.secretKey, as: "<secretKey>")
            }
            for login in scenarios.flatMap(\.worlds).flatMap({ $0.mqttUsers ?? [] }) {
                mask.hide(login: login.password, as: "<password>")
            }
        }
    }

    func masked(_ text: String) -> String { mask.withLock { $0.masked(text: text) } }

    /// A logger on stderr whose lines hold no secret, and which never waits for their reader.
    func logger(level: Logger.Level) -> Logger {
        var logger = Logger(label: "hes-sim") {
            MaskedLogHandler(StreamLogHandler(label: $0, stream: LineStream(queue: StandardError.queue)), mask: self)
        }
        logger.logLevel = level
        return logger
    }
}

/// Masks what a log line says before another handler writes it.
struct MaskedLogHandler: LogHandler {
    private var base: any LogHandler
    private let mask: OutputMask

    init(_ base: any LogHandler, mask: OutputMask) {
        self.base = base
        self.mask = mask
    }

    func log(event: LogEvent) {
        var event = event
        event.message = Logger.Message(stringLiteral: mask.masked(event.message.description))
        event.metadata = event.metadata?.mapValues(masked)
        base.log(event: event)
    }

    private func masked(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
        switch value {
        case .string(let text): .string(mask.masked(text))
        case .stringConvertible(let value): .string(mask.masked("\(value)"))
        case .dictionary(let members): .dictionary(members.mapValues(masked))
        case .array(let values): .array(values.map(masked))
        }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { base.metadataProvider }
        set { base.metadataProvider = newValue }
    }

    var logLevel: Logger.Level {
        get { base.logLevel }
        set { base.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { base.metadata }
        set { base.metadata = newValue.mapValues(masked) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { base[metadataKey: key] }
        set { base[metadataKey: key] = newValue.map(masked) }
    }
}
