import HESMQTT
import HESRuntime
import HESSimulation
import Logging
import Synchronization

/// Tells what becomes of the broker: to every world's journal, to the metrics, and to the log what nothing else logs.
///
/// Called from the managed broker's task and the publisher's network thread; never blocks.
final class BrokerNews: Sendable {
    fileprivate struct State {
        var wasConnected = false
        var isConnected = false
        var isDead = false
    }

    private let simulator: Simulator
    private let logger: Logger
    private let state = Mutex(State())

    init(_ simulator: Simulator, logger: Logger) {
        self.simulator = simulator
        self.logger = logger
    }

    func managedBroker(_ event: ManagedBroker.State) {
        switch event {
        case .running:
            guard state.withLock({ $0.revive() }) else { return }
            simulator.noteBroker(JournalRemark(.runsAgain))
        case .died(let status, _):
            state.withLock { $0.isDead = true }
            simulator.metrics.countBroker { $0.deathCount += 1 }
            simulator.noteBroker(JournalRemark(.died, about: status))
        case .startFailed(let count, let reason):
            simulator.metrics.countBroker { $0.failedStartCount += 1 }
            if count == 1 { simulator.noteBroker(JournalRemark(.absent, about: reason)) }
        case .stopped: break
        }
    }

    /// The publisher's connection has come or gone.
    func connection(_ isConnected: Bool) {
        guard state.withLock({ $0.connection(isConnected) }) else { return }
        if isConnected {
            logger.notice("The broker is connected again: pushes go on")
            simulator.noteBroker(JournalRemark(.connectedAgain))
        } else {
            logger.warning("The connection to the broker is lost: pushes wait until it is back")
            simulator.metrics.countBroker { $0.lostConnectionCount += 1 }
            simulator.noteBroker(JournalRemark(.connectionLost))
        }
    }
}

extension BrokerNews.State {
    /// - Returns: whether it was dead.
    fileprivate mutating func revive() -> Bool {
        defer { isDead = false }
        return isDead
    }

    /// - Returns: whether that is news: the first connection is none.
    fileprivate mutating func connection(_ isNow: Bool) -> Bool {
        defer { (isConnected, wasConnected) = (isNow, wasConnected || isNow) }
        return wasConnected && isNow != isConnected
    }
}
