package import Logging
import MQTTClient
import ServiceLifecycle
import Synchronization

/// A private mosquitto on a Unix domain socket that only this user can open: started, supervised, started again when it
/// dies, and ended with this process, also when that is killed.
///
/// It needs no port: no stranger can reach it, or take its place while it is dead.
package final class ManagedBroker: Service, Sendable {
    package enum State: Sendable, Hashable {
        case running(processID: Int32)
        /// It ended by itself; reported before it is started again.
        ///
        /// An abrupt end is any exit status but 0: what the broker had not saved is lost.
        case died(status: String, isAbrupt: Bool)
        /// A start after a death failed, the `count`th since it; it is tried again without limit.
        case startFailed(count: Int, reason: String)
        case stopped
    }

    private let supervisor: BrokerSupervisor
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

    private init(supervisor: BrokerSupervisor) {
        self.supervisor = supervisor
    }

    /// Returns when the broker accepts connections.
    ///
    /// - Parameters:
    ///   - saving: when it saves its sessions and queues; the default costs no measurable throughput.
    ///   - logger: the start at info, a death and failed starts at warning, a start after a death at notice, the broker's own
    ///     lines at debug, its errors at info.
    ///   - onStateChange: called in order, by one task; must not block.
    /// - Returns: the running broker; call `run()` or `stop()`.
    /// - Throws: `BrokerError`, or the system's error when the temporary directory cannot be written to.
    package static func start(
        saving: BrokerSettings.Saving = .periodically,
        logger: Logger,
        onStateChange: @escaping @Sendable (State) -> Void = { _ in }
    ) async throws -> ManagedBroker {
        let broker = ManagedBroker(
            supervisor: try BrokerSupervisor(
                saving: saving,
                logger: logger,
                onStateChange: onStateChange
            )
        )
        broker.beginSupervising()
        do {
            try await broker.supervisor.waitUntilReady(within: .seconds(10))
        } catch {
            await broker.stop()
            throw error
        }
        return broker
    }

    /// Stays the same when the broker is started again.
    package var address: BrokerAddress { BrokerAddress(socketPath: supervisor.files.socket) }

    /// Process id of the running mosquitto; nil between its death and its next start.
    package var processID: Int32? { supervisor.processID }

    /// Where it saves; removed when the broker ends for good.
    package var directory: String { supervisor.files.directory }

    /// Supervises until graceful shutdown or cancellation, then ends the broker.
    package func run() async throws {
        // Throws on cancellation, which ends the broker as well.
        try? await gracefulShutdown()
        await stop()
    }

    /// Ends the broker with SIGTERM, after two seconds with SIGKILL, and removes its directory; a second call does nothing.
    package func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    /// The one unstructured task, ended and awaited by `stop()`.
    ///
    /// The broker lives before the service group that runs the rest, and swift-subprocess binds a process to the task that
    /// started it.
    private func beginSupervising() {
        task.withLock { [supervisor] task in
            task = Task { await supervisor.supervise() }
        }
    }
}
