import HESContract
import JSON
import SimulationKernel

/// `case.begin`: addresses and credentials for this case.
struct CaseAssignment {
    let configuration: ClientConfiguration

    /// - Throws: ``ArgumentError`` with the member that is missing or wrong.
    init(
        _ message: SuiteMessage,
        defects: Defects,
        zone: (String) -> WorldZone?
    ) throws(ArgumentError) {
        let fields = Arguments(json: message.json)
        let mqtt = Arguments(json: message.json.member("mqtt")?.value ?? .null)
        guard let port = mqtt.integer("port"), (1...65_535).contains(port) else {
            throw ArgumentError(field: "mqtt.port", expected: "a port")
        }
        var configuration = ClientConfiguration(
            baseURL: try fields.text("baseUrl"),
            broker: .init(
                host: try mqtt.text("host"),
                port: port,
                username: try? mqtt.text("username"),
                password: try? mqtt.text("password")
            ),
            credentials: .init(
                tenantCode: try fields.text("tenantCode"),
                username: try fields.text("username"),
                password: try fields.text("password"),
                secretKey: try fields.text("secretKey")
            )
        )
        let zoneName = (try? fields.text("timeZone")) ?? "+08:00"
        guard let zone = zone(zoneName) else {
            throw ArgumentError(field: "timeZone", expected: "an offset like +08:00 or an IANA name")
        }
        configuration.zone = zone
        configuration.defects = defects
        let deadlines = Arguments(json: message.json.member("deadlines")?.value ?? .null)
        configuration.operationLimit = deadlines.seconds("op") ?? configuration.operationLimit
        configuration.planLimit = deadlines.seconds("plan") ?? configuration.planLimit
        self.configuration = configuration
    }
}
