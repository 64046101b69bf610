import HESContract
import JSON

/// What a client is told of a case: inputs, never the expectation nor the fault.
package struct CaseBegin: Sendable {
    /// Id of the case, or another word if the run is blind.
    package var caseName: String
    /// Such as `http://127.0.0.1:41873`, without a slash at its end.
    package var baseURL: String
    package var mqttHost: String
    package var mqttPort: Int
    package var mqttUsername: String?
    package var mqttPassword: String?
    package var tenantCode: String
    package var username: String
    package var password: String
    package var secretKey: String
    /// Such as `+08:00`.
    package var timeZone: String
    /// Seconds within which the client should answer an operation.
    package var opSeconds: Int
    /// Seconds for which the client should wait for a plan's result.
    package var planSeconds: Int
    /// Further members of the message, which a client must ignore.
    var unknownMembers: [(String, JSONValue)] = []

    package init(
        caseName: String,
        baseURL: String,
        mqttHost: String,
        mqttPort: Int,
        mqttUsername: String? = nil,
        mqttPassword: String? = nil,
        tenantCode: String,
        username: String,
        password: String,
        secretKey: String,
        timeZone: String,
        opSeconds: Int = 10,
        planSeconds: Int = 3
    ) {
        self.caseName = caseName
        self.baseURL = baseURL
        self.mqttHost = mqttHost
        self.mqttPort = mqttPort
        self.mqttUsername = mqttUsername
        self.mqttPassword = mqttPassword
        self.tenantCode = tenantCode
        self.username = username
        self.password = password
        self.secretKey = secretKey
        self.timeZone = timeZone
        self.opSeconds = opSeconds
        self.planSeconds = planSeconds
    }

    var members: [(String, JSONValue)] {
        let mqtt: JSONValue = [
            "host": .string(mqttHost), "port": .number("\(mqttPort)"), "username": Self.orNull(mqttUsername),
            "password": Self.orNull(mqttPassword),
        ]
        return [
            ("case", .string(caseName)), ("baseUrl", .string(baseURL)), ("mqtt", mqtt),
            ("tenantCode", .string(tenantCode)), ("username", .string(username)), ("password", .string(password)),
            ("secretKey", .string(secretKey)), ("timeZone", .string(timeZone)),
            ("deadlines", ["op": .number("\(opSeconds)"), "plan": .number("\(planSeconds)")]),
        ] + unknownMembers
    }

    private static func orNull(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
