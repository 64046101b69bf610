package import MQTTClient

/// The nodes of a cluster.
extension BrokerAddress {
    /// The addresses of a list: separated by commas, before which a password may have commas of its own.
    package static func texts(in list: String) -> [String] {
        list.split(separator: ",", omittingEmptySubsequences: false).reduce(into: []) { texts, part in
            guard let last = texts.last, !part.contains("://"), part != "managed" else {
                return texts.append(String(part))
            }
            texts.removeLast()
            texts.append("\(last),\(part)")
        }
    }

    /// A configuration for the nodes of a cluster, the first one first.
    ///
    /// - Parameters:
    ///   - nodes: at least one.
    ///   - clientID: the same with every node.
    ///   - authorityFile: PEM, for `mqtts`; nil trusts the certificates of the operating system.
    /// - Returns: the configuration of the first node, with the others as its alternatives.
    package static func configuration(
        of nodes: [BrokerAddress],
        clientID: String,
        authorityFile: String? = nil
    ) -> MQTTConfiguration {
        let configurations = nodes.map { node in
            var configuration = node.configuration(clientID: clientID)
            configuration.tls?.caFile = authorityFile
            return configuration
        }
        var configuration = configurations[0]
        configuration.alternatives = Array(configurations.dropFirst())
        return configuration
    }
}
