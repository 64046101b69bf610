import Logging
import Subprocess

/// One run of mosquitto, a direct child of this process.
struct BrokerProcess: Sendable {
    /// The directory that holds the program.
    let programDirectory: String
    let files: BrokerFiles
    let logger: Logger

    /// Returns when the process ended; cancelling ends it with SIGTERM, two seconds later with SIGKILL.
    ///
    /// In a session of its own, so that ^C at a terminal leaves it alive until the queue is drained.
    func run(
        _ settings: BrokerSettings,
        watchdog: Watchdog,
        onReady: @escaping @Sendable (_ processID: Int32) -> Void
    ) async throws -> BrokerStartPlan.End {
        try files.write(settings)
        let start = ContinuousClock.now
        let result = try await Subprocess.run(
            .name("mosquitto"),
            arguments: ["-c", files.configurationFile],
            environment: .inherit.updating(["PATH": programDirectory]),
            platformOptions: options,
            input: .none,
            output: .discarded,
            error: .sequence
        ) { execution in
            await watchdog.guardProcess(execution.processIdentifier.value)
            return try await follow(execution, onReady: onReady)
        }
        await watchdog.guardProcess(nil)
        var end = result.closureResult
        end.lasted = ContinuousClock.now - start
        end.status = "\(result.terminationStatus)"
        end.isAbrupt = !result.terminationStatus.isSuccess
        return end
    }

    private var options: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(2))]
        return options
    }

    private func follow(
        _ execution: Execution<NoInput, DiscardedOutput, SequenceOutput>,
        onReady: @Sendable (Int32) -> Void
    ) async throws -> BrokerStartPlan.End {
        var log = BrokerLog()
        var wasReady = false
        for try await line in execution.standardError.strings() {
            logger.log(level: BrokerLog.level(of: line), "mosquitto", metadata: ["broker.log": "\(line)"])
            switch log.read(line) {
            case .ready:
                wasReady = true
                onReady(execution.processIdentifier.value)
            case .sessionsChanged:
                // Fails when mosquitto ended meanwhile, which ends its log as well.
                try? execution.send(signal: .userDefinedOne)
            case nil:
                break
            }
        }
        return BrokerStartPlan.End(wasReady: wasReady, log: log.lastLines)
    }
}
