import MQTTClient

/// Decides on which port mosquitto is started, and whether it is started again when it ended.
struct BrokerStartPlan: Sendable {
    /// How one run of mosquitto ended.
    struct End: Sendable {
        var wasReady: Bool
        var isPortTaken: Bool
        var log: [String] = []
        var lasted: Duration = .zero
        var status = ""
        var isAbrupt = false
    }

    enum Step: Sendable, Hashable {
        case run(port: Int, after: Duration)
        case fail(BrokerError)
    }

    /// The registered port of MQTT (IANA).
    static let usualPort = 1883
    private static let maximumAttempts = 20

    private let requestedPort: Int?
    private let freePort: @Sendable () -> Int?
    private var port = 0
    private var attempts = 0
    private var hasBeenReady = false
    private var backoff = ReconnectBackoff(minimum: .milliseconds(20), maximum: .seconds(5))

    /// - Parameters:
    ///   - requestedPort: nil tries the usual port, then any free one; 0 is any free one.
    ///   - freePort: finds a free port; nil when none is left.
    init(requestedPort: Int?, freePort: @escaping @Sendable () -> Int? = { findFreePort() }) {
        self.requestedPort = requestedPort
        self.freePort = freePort
    }

    mutating func firstStep() -> Step {
        switch requestedPort {
        case .none: run(Self.usualPort)
        case .some(0): runOnFreePort()
        case .some(let port): run(port)
        }
    }

    /// A broker that was ready once is started again on its port without limit.
    mutating func step(after end: End, using generator: inout some RandomNumberGenerator) -> Step {
        hasBeenReady = hasBeenReady || end.wasReady
        if hasBeenReady {
            if end.lasted > .seconds(10) { backoff.reset() }
            return .run(port: port, after: backoff.nextPause(using: &generator))
        }
        guard end.isPortTaken else { return .fail(.startFailed(log: end.log)) }
        if let requestedPort, requestedPort != 0 { return .fail(.portTaken(requestedPort)) }
        return runOnFreePort()
    }

    private mutating func run(_ port: Int) -> Step {
        self.port = port
        return .run(port: port, after: .zero)
    }

    private mutating func runOnFreePort() -> Step {
        attempts += 1
        guard attempts <= Self.maximumAttempts, let port = freePort() else {
            return .fail(.startFailed(log: ["no free port on the loopback interface"]))
        }
        return run(port)
    }
}
