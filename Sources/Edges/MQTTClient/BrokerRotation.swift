/// The brokers of a cluster in the order in which they are tried: the configured one, its alternatives, and again from the
/// start.
struct BrokerRotation {
    /// How long an attempt may take before the next broker's turn, from the look-up of the name to CONNACK.
    static let patience = Duration.seconds(5)

    private let configurations: [MQTTConfiguration]
    private(set) var index = 0

    init(_ configuration: MQTTConfiguration) {
        configurations = [configuration] + configuration.alternatives.map(configuration.reaching)
    }

    var current: MQTTConfiguration { configurations[index] }
    var hasAlternatives: Bool { configurations.count > 1 }

    mutating func advance() { index = (index + 1) % configurations.count }
    mutating func retreat() { index = (index + configurations.count - 1) % configurations.count }
}

extension MQTTConfiguration {
    /// This configuration with the address, the login and the TLS files of another.
    fileprivate func reaching(_ other: MQTTConfiguration) -> MQTTConfiguration {
        var configuration = self
        configuration.alternatives = []
        (configuration.host, configuration.port, configuration.tls) = (other.host, other.port, other.tls)
        (configuration.username, configuration.password) = (other.username, other.password)
        return configuration
    }
}
