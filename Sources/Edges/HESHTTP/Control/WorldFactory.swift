import HESContract
package import HESRuntime
import HESScenario
import HESSimulation
import HTTPTypes
import JSON
package import SimulationKernel
import Synchronization

/// Makes worlds from scenario documents while the server runs, and invents what a document leaves out.
package final class WorldFactory: Sendable {
    /// Where clients of a new world connect.
    package struct Addresses: Sendable {
        package var http: String
        package var mqtt: String

        package init(http: String, mqtt: String) {
            self.http = http
            self.mqtt = mqtt
        }
    }

    struct Draft {
        let replacement: Replacement
        let warnings: [Diagnostic]
    }

    let surroundings: Simulator.Surroundings
    /// Replaces the tenant that a document leaves out.
    private let defaultTenant: JSONValue
    private let wallClock: @Sendable () -> SimulatedInstant
    private let places = Mutex(Addresses(http: "", mqtt: ""))
    private let lastNumber = Mutex(0)

    /// - Parameters:
    ///   - surroundings: of every new world.
    ///   - defaultScenario: document whose first tenant stands in for one that a request leaves out.
    ///   - wallClock: start of worlds whose document gives none.
    package init(
        _ surroundings: Simulator.Surroundings,
        defaultScenario: [UInt8],
        wallClock: @escaping @Sendable () -> SimulatedInstant
    ) {
        self.surroundings = surroundings
        self.wallClock = wallClock
        let document = (try? JSONParser.parse(defaultScenario))?.value
        if case .array(let tenants) = document?.member("tenants")?.value, let first = tenants.first {
            defaultTenant = first.value
        } else {
            defaultTenant = .object([])
        }
    }

    var addresses: Addresses { places.withLock { $0 } }

    package func set(_ addresses: Addresses) {
        places.withLock { $0 = addresses }
    }

    /// Reads a document of one tenant; absent code and users are those of `old`, the world to be replaced, or invented.
    ///
    /// - Throws: ``ControlFailure`` for errors in the document.
    func draft(_ bytes: [UInt8], for old: World?) throws -> Draft {
        let document = ScenarioDocument(bytes, file: "request").completed { filled($0, for: old) }
        let reading = document.read(now: wallClock())
        let errors = reading.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty, let scenario = reading.scenario else { throw ControlFailure(errors) }
        guard scenario.worlds.count == 1, let replacement = document.replacement(scenario) else {
            throw ControlFailure(
                status: .badRequest,
                message: "expected one tenant, found \(scenario.worlds.count)",
                pointer: "/tenants",
                hint: "a world has one tenant; make one world for each"
            )
        }
        return Draft(replacement: replacement, warnings: reading.diagnostics)
    }

    /// The schema of scenario files for documents of one tenant.
    static func ofOneTenant(_ schema: JSONValue) -> JSONValue {
        schema.changing("properties") { $0.changing("tenants") { $0.setting("maxItems", to: 1) } }
    }

    private func filled(_ document: JSONValue, for old: World?) -> JSONValue {
        guard case .object = document else { return document }
        var filled = document
        filled.fill("name", with: .string("world"))
        guard let tenants = filled.member("tenants") else {
            return filled.setting("tenants", to: .array([JSONNode(offset: 0, value: named(tenant: nil, like: old))]))
        }
        guard case .array(let nodes) = tenants.value, nodes.count == 1 else { return filled }
        return filled.setting(
            "tenants",
            to: .array([JSONNode(offset: nodes[0].offset, value: named(tenant: nodes[0].value, like: old))])
        )
    }

    private func named(tenant: JSONValue?, like old: World?) -> JSONValue {
        var tenant = tenant ?? defaultTenant.removing("tenantCode").removing("users")
        guard case .object = tenant else { return tenant }
        tenant.fill("tenantCode", with: .string(old?.tenantCode ?? newCode()))
        let users = old.map { $0.read { headEnd, _ in headEnd.configuration.users } } ?? [madeUpUser()]
        tenant.fill("users", with: .array(users.map { JSONNode(offset: 0, value: .user($0)) }))
        return tenant
    }

    private func newCode() -> String {
        let number = lastNumber.withLock { number in
            number += 1
            return number
        }
        return "w\(number)-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
    }

    private func madeUpUser() -> User {
        func secret() -> String {
            [UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)].map { String($0, radix: 16) }
                .joined()
        }
        return User(username: "user", password: secret(), secretKey: secret())
    }
}

extension JSONValue {
    fileprivate static func user(_ user: User) -> JSONValue {
        .object(
            [("username", user.username), ("password", user.password), ("secretKey", user.secretKey)].map {
                JSONMember(key: $0.0, keyOffset: 0, node: JSONNode(offset: 0, value: .string($0.1)))
            }
        )
    }

    fileprivate mutating func fill(_ key: String, with value: JSONValue) {
        guard member(key) == nil else { return }
        self = setting(key, to: value)
    }
}
