package import JSON

/// The description of the pushes in AsyncAPI 3.0, in one dialect; the head-end sends, clients subscribe.
package enum AsyncAPIDocument {
    /// The broker to which clients subscribe.
    package struct Broker: Sendable {
        /// `host:port`.
        package var host: String
        package var isSecure: Bool
        /// Whether it requires a tenant user's name and password.
        package var asksForLogin: Bool

        package init(host: String = "127.0.0.1:1883", isSecure: Bool = false, asksForLogin: Bool = false) {
            self.host = host
            self.isSecure = isSecure
            self.asksForLogin = asksForLogin
        }
    }

    package static func json(
        dialect: Dialect = Dialect(),
        tenantCode: String = "2000000012",
        broker: Broker = Broker()
    ) -> JSONValue {
        let channels = ResultChannel.all(dialect, tenantCode: tenantCode)
        return [
            "asyncapi": "3.0.0",
            "info": info(dialect),
            "defaultContentType": "application/json",
            "servers": ["broker": server(broker)],
            "channels": .members(channels.map { ($0.name, $0.json) }),
            "operations": .members(channels.flatMap { operations($0, in: dialect) }),
            "components": .members(components(dialect, broker: broker)),
        ]
    }

    private static func info(_ dialect: Dialect) -> JSONValue {
        let deviations = DialectCatalogue.deviations(of: dialect)
        let difference =
            deviations.isEmpty ? "Every dialect switch at its default." : deviations.joined(separator: ", ")
        let text = """
            Results of the plans that the calls of the OpenAPI document make. A call answers the topic of its plan; the \
            message that comes there carries the same planId. Rules of a scenario may break any of this. Dialect: \(difference)
            """
        return ["title": "HES results", "version": "1.0.0", "description": .string(text)]
    }

    private static func server(_ broker: Broker) -> JSONValue {
        let server: JSONValue = [
            "host": .string(broker.host), "protocol": broker.isSecure ? "mqtts" : "mqtt",
            "description": "MQTT 3.1.1 and 5.",
        ]
        return broker.asksForLogin
            ? server.with(["security": [["$ref": "#/components/securitySchemes/tenantUser"]]]) : server
    }

    private static func operations(_ channel: ResultChannel, in dialect: Dialect) -> [(String, JSONValue)] {
        channel.endpoints.map { endpoint in
            let operation: JSONValue = [
                "action": "send",
                "channel": ["$ref": .string("#/channels/" + channel.name)],
                "summary": .string("The result of \(endpoint.rawValue), \(endpoint.clause)."),
                "messages": [["$ref": .string("#/channels/\(channel.name)/messages/\(endpoint.messageName)")]],
                "bindings": [
                    "mqtt": [
                        "qos": .number(dialect.pushQoS.rawValue), "retain": .bool(dialect.pushRetain == .yes),
                        "bindingVersion": "0.2.0",
                    ]
                ],
            ]
            return ("\(channel.verb)\(endpoint.typeName)", operation)
        }
    }

    private static func components(_ dialect: Dialect, broker: Broker) -> [(String, JSONValue)] {
        let endpoints = Endpoint.allCases.filter(\.makesPlan)
        var components: [(String, JSONValue)] = [
            ("messages", .members(endpoints.map { ($0.messageName, message($0, in: dialect)) })),
            (
                "schemas",
                .members(
                    endpoints.compactMap { endpoint in dialect.push(endpoint).map { (endpoint.typeName + "Push", $0) } }
                )
            ),
        ]
        if broker.asksForLogin {
            let text =
                "Username and password of one of the tenant's users, or of the broker's own where the scenario names them."
            let login: JSONValue = ["type": "userPassword", "description": .string(text)]
            components.append(("securitySchemes", ["tenantUser": login]))
        }
        return components
    }

    private static func message(_ endpoint: Endpoint, in dialect: Dialect) -> JSONValue {
        let message: JSONValue = [
            "name": .string(endpoint.messageName),
            "summary": .string("The result of \(endpoint.rawValue), \(endpoint.clause)."),
            "contentType": "application/json",
            "correlationId": ["location": "$message.payload#/planId"],
            "payload": Shape.component(endpoint.typeName + "Push"),
        ]
        return endpoint.pushExample(dialect).map { message.with(["examples": [["payload": $0]]]) } ?? message
    }
}

extension Endpoint {
    var messageName: String { rawValue + "Result" }
}
