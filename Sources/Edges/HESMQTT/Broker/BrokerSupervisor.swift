import Logging
import MQTTClient
import Synchronization

/// Runs mosquitto and starts it again when it ends, as the start plan decides.
final class BrokerSupervisor: Sendable {
    private struct Current: Sendable {
        var plan = BrokerStartPlan()
        var processID: Int32?
    }

    let files: BrokerFiles
    private let programDirectory: String
    private let saving: BrokerSettings.Saving
    private let logger: Logger
    private let onStateChange: @Sendable (ManagedBroker.State) -> Void
    private let ready = Promise<Void>()
    private let current = Mutex(Current())

    init(
        saving: BrokerSettings.Saving,
        logger: Logger,
        onStateChange: @escaping @Sendable (ManagedBroker.State) -> Void
    ) throws {
        let program = try BrokerExecutable.find()
        programDirectory = program.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        self.saving = saving
        self.logger = logger
        self.onStateChange = onStateChange
        files = try BrokerFiles()
    }

    var processID: Int32? { current.withLock { $0.processID } }

    /// - Throws: the reason why it did not start; `.startFailed` when the time is over.
    func waitUntilReady(within limit: Duration) async throws {
        guard try await ready.value(within: limit) == nil else { return }
        throw BrokerError.startFailed(log: ["it did not accept connections within \(limit)"])
    }

    /// Returns when its task is cancelled and the broker has ended, or when it could not be started at all.
    func supervise() async {
        defer { files.remove() }
        do {
            try await Watchdog.watch(over: files.directory) { watchdog in
                let process = BrokerProcess(programDirectory: programDirectory, files: files, logger: logger)
                try await keepRunning(process, watchdog: watchdog)
            }
        } catch {
            ready.complete(with: .failure(error))
            if !Task.isCancelled {
                logger.info("Broker given up", metadata: ["error": "\(error)"])
            }
        }
        current.withLock { $0.processID = nil }
        onStateChange(.stopped)
    }

    private func keepRunning(_ process: BrokerProcess, watchdog: Watchdog) async throws {
        var step = BrokerStartPlan.Step.run(after: .zero)
        while true {
            switch step {
            case .fail(let error):
                throw error
            case .run(let pause):
                try await Task.sleep(for: pause)
                step = try await runOnce(process, watchdog: watchdog)
            }
        }
    }

    private func runOnce(_ process: BrokerProcess, watchdog: Watchdog) async throws -> BrokerStartPlan.Step {
        var settings = BrokerSettings()
        settings.saving = saving
        let end = await end(of: process, settings, watchdog: watchdog)
        try Task.checkCancellation()
        if end.wasReady {
            current.withLock { $0.processID = nil }
            logger.info("Broker died", metadata: ["broker.status": "\(end.status)"])
            onStateChange(.died(status: end.status, isAbrupt: end.isAbrupt))
        }
        var generator = SystemRandomNumberGenerator()
        return current.withLock { $0.plan.step(after: end, using: &generator) }
    }

    /// A failure of the supervision itself ends the broker too; both count as its death, and it is started again.
    private func end(
        of process: BrokerProcess,
        _ settings: BrokerSettings,
        watchdog: Watchdog
    ) async -> BrokerStartPlan.End {
        do {
            return try await process.run(settings, watchdog: watchdog) { [self] processID in
                becameReady(processID)
            }
        } catch {
            let text = "\(error)"
            return .init(wasReady: processID != nil, log: [text], status: text, isAbrupt: true)
        }
    }

    private func becameReady(_ processID: Int32) {
        current.withLock { $0.processID = processID }
        logger.info("Broker runs", metadata: ["mqtt.socket": "\(files.socket)", "broker.pid": "\(processID)"])
        onStateChange(.running(processID: processID))
        ready.succeed()
    }
}
