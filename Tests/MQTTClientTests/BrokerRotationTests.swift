import Testing

@testable import MQTTClient

struct BrokerRotationTests {
    private static func configuration(_ host: String, login: String? = nil) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: host, port: 1883, clientID: "id-\(host)")
        configuration.username = login
        return configuration
    }

    @Test("brokers are tried in turn, and after the last comes the first")
    func turns() {
        var first = Self.configuration("a", login: "one")
        first.maximumInFlight = 7
        first.alternatives = [Self.configuration("b"), Self.configuration("c", login: "three")]
        var rotation = BrokerRotation(first)

        var seen: [String] = []
        for _ in 0..<4 {
            seen.append("\(rotation.current.host) \(rotation.current.username ?? "-")")
            #expect(rotation.current.clientID == "id-a")
            #expect(rotation.current.maximumInFlight == 7)
            rotation.advance()
        }
        #expect(seen == ["a one", "b -", "c three", "a one"])

        rotation.retreat()
        #expect(rotation.current.host == "a")
    }

    @Test("a single broker stays")
    func single() {
        var rotation = BrokerRotation(Self.configuration("a"))
        rotation.advance()
        #expect(rotation.current.host == "a" && !rotation.hasAlternatives)
    }
}
