import Logging
import MQTTClient
import Synchronization

/// The connection to the broker: subscribes to the tenant's plans after every connect.
final class BrokerLink: Sendable {
    private enum Event: Sendable {
        case connected
        case lost
        case failed(MQTTError)
        case received(MQTTMessage)
    }

    private struct State {
        var isConnected = false
        var isListening = false
        var granted: Set<String> = []
        var waiting: [Promise<Void>] = []
        var wasLost = false
        /// Why the last attempt to connect failed.
        var failure: MQTTError?
    }

    private let configuration: ClientConfiguration
    private let router: PushRouter
    private let logger: Logger
    private let client: MQTTClient
    private let inbox: Inbox
    private let state = Mutex(State())

    /// - Throws: `MQTTError` if the process has no file descriptors left.
    init(_ configuration: ClientConfiguration, router: PushRouter, logger: Logger) throws {
        self.configuration = configuration
        self.router = router
        self.logger = logger
        inbox = Inbox(logger: logger)
        let name = "hes-reference-client-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        var connection = MQTTConfiguration(
            host: configuration.broker.host,
            port: configuration.broker.port,
            clientID: name
        )
        connection.username = configuration.broker.username
        connection.password = configuration.broker.password
        // With the defect the broker keeps the session: only then ``MQTTClient`` does not subscribe again by itself.
        connection.cleanSession = !configuration.defects.contains(.noResubscribe)
        if configuration.broker.usesTLS { connection.tls = MQTTTLSOptions(caFile: configuration.authorityFile) }
        client = try MQTTClient(configuration: connection, logger: logger)
    }

    /// Connects, and handles events until `stop()`.
    func run() async {
        do {
            try client.start { [inbox] in inbox.put($0) }
        } catch {
            logger.error("The broker cannot be used", metadata: ["error": "\(error)"])
            return
        }
        await withTaskGroup(of: Void.self) { group in
            for await event in inbox.events {
                switch event {
                case .connected where mustStayDeaf: break
                case .connected:
                    state.withLock { $0.isConnected = true }
                    group.addTask { await self.subscribeToTenant() }
                case .lost: lost()
                case .failed(let failure): state.withLock { $0.failure = failure }
                case .received(let message): take(message)
                }
            }
        }
    }

    func stop() {
        inbox.finish()
        client.stop()
    }

    var isListening: Bool { state.withLock { $0.isListening } }

    /// Why nothing is heard, without a full stop: the broker refused the login, or is not reached.
    var silence: String {
        guard let failure = state.withLock({ $0.failure }), failure.code == .notAuthorized else {
            return "the broker cannot be reached"
        }
        return failure.description.hasSuffix(".") ? String(failure.description.dropLast()) : failure.description
    }

    /// Returns when the broker has acknowledged the subscription; false if not in time.
    func waitUntilListening(within limit: Duration) async -> Bool {
        let turn = state.withLock { state -> Promise<Void>? in
            guard !state.isListening else { return nil }
            let turn = Promise<Void>()
            state.waiting.append(turn)
            return turn
        }
        guard let turn else { return true }
        return await value(of: turn, within: limit) != nil
    }

    /// Subscribes to the answer's topic if the filters so far do not cover it.
    func listen(to plan: PlanTopic, within limit: Duration) async {
        let filters = filters(for: plan)
        guard !filters.isEmpty else { return }
        _ = await finished(within: min(limit, .seconds(5))) {
            if self.configuration.defects.contains(.subscribesLate) { try? await Task.sleep(for: .milliseconds(300)) }
            for filter in filters { await self.subscribe(filter) }
        }
    }

    private func filters(for plan: PlanTopic) -> [String] {
        let defects = configuration.defects
        if defects.contains(.wrongTopic) { return ["/0000000000/\(plan.planID)"] }
        if defects.contains(.appendsHash) { return plan.topic.map { [$0 + "/#"] } ?? [] }
        if defects.contains(.subscribesLate) { return [plan.topic].compactMap(\.self) }
        if defects.contains(.stripsWildcard) { return plan.topic.map { [TopicFilters.core($0)] } ?? [] }
        if defects.contains(.topicIDOnly), plan.topic == nil { return [] }
        return TopicFilters.returned(
            plan.topic,
            planID: plan.planID,
            tenantCode: configuration.credentials.tenantCode,
            granted: state.withLock { $0.granted }
        )
    }

    private func subscribeToTenant() async {
        if !subscribesLate { await subscribe(TopicFilters.tenant(configuration.credentials.tenantCode)) }
        let waiting = state.withLock { state in
            state.isListening = state.isConnected
            guard state.isListening else { return [Promise<Void>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for turn in waiting { turn.succeed() }
    }

    private func subscribe(_ filter: String) async {
        guard state.withLock({ $0.granted.count < Self.mostFilters }) else {
            return logger.warning("Not subscribed: too many filters", metadata: ["mqtt.filter": "\(filter)"])
        }
        do {
            try await client.subscribe(filter)
            state.withLock { _ = $0.granted.insert(filter) }
        } catch {
            logger.notice("Not subscribed", metadata: ["mqtt.filter": "\(filter)", "error": "\(error)"])
        }
    }

    private func lost() {
        state.withLock { state in
            state.isConnected = false
            state.isListening = false
            state.wasLost = true
        }
    }

    private func take(_ message: MQTTMessage) {
        guard !mustStayDeaf else { return }
        router.arrived(message)
    }

    /// Whether a defect makes the client subscribe to the topics of answers alone.
    private var subscribesLate: Bool {
        configuration.defects.containsAny(of: Self.lateDefects)
    }

    private static let lateDefects: [Defect] = [
        .wrongTopic, .topicIDOnly, .appendsHash, .subscribesLate, .stripsWildcard,
    ]

    private var mustStayDeaf: Bool {
        configuration.defects.contains(.noResubscribe) && state.withLock { $0.wasLost }
    }

    /// Most filters of one client: MQTT brokers keep them all, and walk them at every message.
    private static let mostFilters = 4096
}

extension BrokerLink {
    /// Carries events from the network thread to the task that reads; bounded in messages and bytes.
    private final class Inbox: Sendable {
        let events: AsyncStream<Event>
        private let continuation: AsyncStream<Event>.Continuation
        private let logger: Logger

        init(logger: Logger) {
            self.logger = logger
            (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(8192))
        }

        /// Called on the network thread.
        func put(_ event: MQTTEvent) {
            switch event {
            case .connected: continuation.yield(.connected)
            case .disconnected: continuation.yield(.lost)
            case .received(let message, _): put(message)
            case .connectionFailed(let failure): continuation.yield(.failed(failure))
            case .fellSilent, .answersAgain, .acknowledged, .rejected: break
            }
        }

        func finish() {
            continuation.finish()
        }

        private func put(_ message: MQTTMessage) {
            guard message.payload.count <= Self.largestPush else {
                return logger.warning("Push ignored: too large", metadata: ["bytes": "\(message.payload.count)"])
            }
            guard case .dropped = continuation.yield(.received(message)) else { return }
            logger.warning("Push dropped: too many wait", metadata: ["mqtt.topic": "\(message.topic)"])
        }

        private static let largestPush = 32 << 20
    }
}
