import HESContract
package import Logging
package import SimulationKernel

/// The client's side of the driver protocol: one JSON object per line, in and out.
package final class Driver: Sendable {
    private let defects: Defects
    private let version: String
    /// For what must outlive the process; nil: everything is in memory alone.
    private let stateFolder: String?
    private let zone: @Sendable (String) -> WorldZone?
    private let logger: Logger
    private let send: @Sendable ([UInt8]) -> Void

    /// `zone` looks a time zone up by name; `send` writes one line, and is called by several tasks.
    package init(
        defects: Defects,
        version: String,
        stateFolder: String? = nil,
        zone: @escaping @Sendable (String) -> WorldZone?,
        logger: Logger,
        send: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.defects = defects
        self.version = version
        self.stateFolder = stateFolder
        self.zone = zone
        self.logger = logger
        self.send = send
    }

    /// Returns after `bye`, or at the end of the input.
    ///
    /// - Parameter read: the next bytes; nil at the end.
    package func run(reading read: @escaping @Sendable () async -> [UInt8]?) async {
        var lines = DriverLines(read: read, logger: logger)
        while let message = await lines.next() {
            switch message.type {
            case "case.begin": if await runCase(message, reading: &lines) == .over { return }
            case "bye": return
            default: answerOutsideOfCase(message)
            }
        }
    }

    private func hello(_ message: SuiteMessage) -> [UInt8] {
        DriverReply.hello(message, version: version, isPersistent: stateFolder != nil)
    }

    private func answerOutsideOfCase(_ message: SuiteMessage) {
        switch message.type {
        case "hello": send(hello(message))
        case "case.end": send(DriverReply.line("case.ended", to: message))
        case "op" where DriverOperation(rawValue: message.operation) != nil:
            send(DriverReply.done(message, with: OperationReport(.failed, note: "no case was begun")))
        case "op": send(DriverReply.line("unsupported", to: message))
        default: logger.notice("Message ignored", metadata: ["type": "\(message.type)"])
        }
    }
}

// MARK: Cases

extension Driver {
    private enum Ending {
        case goesOn
        case over
    }

    private enum Done: Sendable {
        case connection
        case operation
    }

    private func runCase(_ begin: SuiteMessage, reading lines: inout DriverLines) async -> Ending {
        let client: ReferenceClient
        let defects = defects.copied()
        do {
            var configuration = try CaseAssignment(begin, defects: defects, zone: zone).configuration
            configuration.stateFolder = stateFolder
            client = try ReferenceClient(configuration, logger: logger)
        } catch {
            logger.error("The case cannot begin", metadata: ["error": "\(error)"])
            send(DriverReply.line("error", to: begin))
            return .goesOn
        }
        let ending = await withTaskGroup(of: Done.self) { group in
            group.addTask {
                await client.run()
                return .connection
            }
            // The case begins even if the broker is down.
            _ = await client.waitUntilListening(within: min(.seconds(2), client.configuration.planLimit))
            send(DriverReply.line("case.ready", to: begin))
            let last = await serve(client, in: &group, reading: &lines)
            group.cancelAll()
            await client.stop()
            if last?.type == "case.end" { client.forget() }
            return end(last, asked: defects.asked)
        }
        return ending
    }

    /// Serves requests until the case ends; operations run concurrently.
    ///
    /// - Returns: the message that ended it; nil at the end of the input.
    private func serve(
        _ client: ReferenceClient,
        in group: inout TaskGroup<Done>,
        reading lines: inout DriverLines
    ) async -> SuiteMessage? {
        var underWay = 0
        while let message = await lines.next() {
            switch message.type {
            case "op":
                guard let operation = DriverOperation(rawValue: message.operation) else {
                    send(DriverReply.line("unsupported", to: message))
                    continue
                }
                while underWay >= Self.mostOperations, let done = await group.next() {
                    if done == .operation { underWay -= 1 }
                }
                underWay += 1
                group.addTask { await self.perform(operation, of: message, with: client) }
            case "hello": send(hello(message))
            case "case.end", "bye": return message
            default: logger.notice("Message ignored", metadata: ["type": "\(message.type)"])
            }
        }
        return nil
    }

    private func perform(
        _ operation: DriverOperation,
        of message: SuiteMessage,
        with client: ReferenceClient
    ) async -> Done {
        do {
            let result = try await operation.run(client, with: message.arguments)
            if !Task.isCancelled {
                send(DriverReply.done(message, with: result.told(with: client.configuration.defects)))
            }
        } catch {
            send(DriverReply.wrong(message, because: error))
        }
        return .operation
    }

    private func end(_ message: SuiteMessage?, asked: [Defect]?) -> Ending {
        guard let message, message.type == "case.end" else { return .over }
        send(DriverReply.ended(message, asked: asked))
        return .goesOn
    }

    /// Most operations of one case at once; further lines wait.
    private static let mostOperations = 64
}
