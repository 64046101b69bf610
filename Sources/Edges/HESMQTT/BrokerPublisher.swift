package import HESRuntime
package import Logging
package import MQTTClient

/// The simulator's road to the broker: hands pushes to the delivery queue and tells the worlds how each one ended.
package final class BrokerPublisher: PushPublisher {
    package let queue: DeliveryQueue

    /// Both closures are called on the network thread: `onConnection` when the connection comes and goes, `onSettled` with
    /// world, ticket, and why it failed if it did.
    ///
    /// What is given up because the queue is stopped is not told: the world's next life owes it still.
    package init(
        configuration: MQTTConfiguration,
        limits: DeliveryLimits,
        logger: Logger,
        onConnection: @escaping @Sendable (_ isConnected: Bool) -> Void,
        onSettled: @escaping @Sendable (_ world: Int, _ ticket: UInt64, _ failure: String?) -> Void
    ) throws {
        queue = try DeliveryQueue(
            configuration: configuration,
            limits: limits,
            logger: logger,
            onEvent: { event in
                switch event {
                case .connected: onConnection(true)
                case .disconnected: onConnection(false)
                case .connectionFailed, .acknowledged, .rejected, .received: break
                }
            },
            onSettled: { ticket, outcome in
                guard !outcome.isEndOfProcess else { return }
                onSettled(Int(ticket >> Self.ticketBits), ticket & Self.ticketMask, Self.failure(outcome))
            }
        )
    }

    package func publish(_ push: OutgoingPush) {
        queue.enqueue(
            QueuedPush(
                worldKey: push.world,
                ticket: UInt64(push.world) << Self.ticketBits | push.ticket & Self.ticketMask,
                message: MQTTMessage(
                    topic: push.topic,
                    payload: push.payload,
                    qos: MQTTQoS(rawValue: Int32(push.qos)) ?? .atLeastOnce,
                    isRetained: push.isRetained
                )
            )
        )
    }

    private static func failure(_ outcome: DeliveryOutcome) -> String? {
        switch outcome {
        case .acknowledged: nil
        case .refused(let refusal): refusal.rawValue
        case .failed(let error): "\(error)"
        }
    }

    /// A queue's ticket is the world's number and the world's own ticket.
    private static let ticketBits: UInt64 = 40
    private static let ticketMask: UInt64 = 1 << 40 - 1
}

extension DeliveryOutcome {
    fileprivate var isEndOfProcess: Bool {
        switch self {
        case .acknowledged: false
        case .refused(let refusal): refusal == .stopped
        case .failed(let error): error.code == .stopped
        }
    }
}
