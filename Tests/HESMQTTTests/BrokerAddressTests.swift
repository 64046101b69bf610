import HESMQTT
import MQTTClient
import Testing

struct BrokerAddressTests {
    @Test(
        "an address is read and written back without its password",
        arguments: [
            ("mqtt://localhost", "mqtt://localhost:1883"),
            ("mqtts://broker.example", "mqtts://broker.example:8883"),
            ("mqtt://127.0.0.1:2000/", "mqtt://127.0.0.1:2000"),
            ("mqtt://user@host", "mqtt://user@host:1883"),
            ("mqtt://user:pass@host:1", "mqtt://user:***@host:1"),
            ("mqtts://u%40x:p%3A%2F@[::1]:99", "mqtts://u@x:***@[::1]:99"),
            ("mqtt://[fe80::1]", "mqtt://[fe80::1]:1883"),
        ]
    )
    func addressIsRead(text: String, description: String) throws {
        #expect(try BrokerAddress(text).description == description)
    }

    @Test("credentials are percent-decoded and reach the client's configuration")
    func credentialsAreDecoded() throws {
        let address = try BrokerAddress("mqtts://u%40x:p%3A%2f%C3%A9@host")

        let configuration = address.configuration(clientID: "id")

        #expect(configuration.username == "u@x")
        #expect(configuration.password == "p:/é")
        #expect(configuration.port == 8883)
        #expect(configuration.tls != nil)
    }

    @Test(
        "a wrong address says what is wrong with it",
        arguments: [
            ("http://host", BrokerAddressError.unknownScheme(text: "http://host")),
            ("localhost:1883", .unknownScheme(text: "localhost:1883")),
            ("", .unknownScheme(text: "")),
            ("tcp://user:secret@host", .unknownScheme(text: "***@host")),
            ("mqtt://", .missingHost),
            ("mqtt://:1883", .missingHost),
            ("mqtt://host:", .invalidPort(text: "")),
            ("mqtt://host:0", .invalidPort(text: "0")),
            ("mqtt://host:65536", .invalidPort(text: "65536")),
            ("mqtt://host:+1", .invalidPort(text: "+1")),
            ("mqtt://:secret@host", .passwordWithoutUsername),
            ("mqtt://a%zz@host", .invalidPercentEncoding),
            ("mqtt://a%4@host", .invalidPercentEncoding),
            ("mqtt://a%ff@host", .invalidPercentEncoding),
            ("mqtt://host/path", .unexpectedText(text: "/path")),
        ]
    )
    func wrongAddressIsExplained(text: String, error: BrokerAddressError) {
        #expect(throws: error) { try BrokerAddress(text) }
        #expect(!error.description.contains("secret"))
    }
}
