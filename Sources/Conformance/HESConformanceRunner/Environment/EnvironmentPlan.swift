package import HESConformance
import HESContract
import HESScenario
package import HESSimulation
package import JSON
import SimulationKernel

/// The inputs that a case's environment is made from: seed, start time, world and dialect.
package struct EnvironmentPlan: Sendable {
    /// The same as ``CaseResult/name``.
    package var name: String
    package var pack: String
    package var seed: UInt64
    /// Such as `2024-07-12 10:00:00`.
    package var start: String
    /// An offset such as `+08:00`, or an IANA name.
    package var timeZone = "+08:00"
    /// A tenant of a scenario file, without code and users.
    package var world: JSONValue
    /// Switches that override the pack's.
    package var dialect: [(String, JSONValue)]
    /// Whether a push waits until the client is subscribed to its topic.
    package var waitsForSubscription: Bool
    package var longLeaps = Case.LongLeaps.atOnce

    /// Whether the clock moves with the machine's while an operation is under way, and not to the next answer that is held.
    var timeFlows = false
    /// Factor on every real wait.
    package var timeScale = 1.0

    package init(
        name: String,
        pack: String,
        seed: UInt64,
        start: String,
        world: JSONValue,
        dialect: [(String, JSONValue)] = [],
        waitsForSubscription: Bool = true
    ) {
        self.name = name
        self.pack = pack
        self.seed = seed
        self.start = start
        self.world = world
        self.dialect = dialect
        self.waitsForSubscription = waitsForSubscription
    }

    /// Real time between an answer and its push, however fast the clock goes (rule R8 has 200 ms): a client that is
    /// subscribed to everything has read the answer by then.
    var headStart: Duration { waitsForSubscription ? .milliseconds(200 * timeScale) : .zero }

    /// Real time from the client's acknowledgement of a push to the answer that it overtook: the client has handled the push
    /// by then.
    var digestion: Duration { .milliseconds(200 * timeScale) }

    /// Real time that a push waits for a subscriber, and a held answer for the client to acknowledge the push.
    var patience: Duration { .seconds(3 * timeScale) }

    /// Real time before a long leap, if it waits.
    var leapPause: Duration { .seconds(timeScale) }

    /// A leap of the clock beyond it is a long one.
    static let longestLeap = SimulatedDuration.minutes(1)

    /// Made of seed and name, so that two runs with one seed are alike.
    package var user: User {
        let hash = SeededHash(seed: seed).about(name)
        func secret(_ what: String) -> String { String(hash.about(what).value, radix: 36) }
        return User(username: "user", password: "pw-" + secret("password"), secretKey: "sk-" + secret("secretKey"))
    }

    package var tenantCode: String {
        String(1_000_000_000 + SeededHash(seed: seed).about(name).about("tenant").index(below: 900_000_000))
    }

    /// The scenario document of one tenant.
    package var document: JSONValue {
        var tenant: [(String, JSONValue)] = [
            ("tenantCode", .string(tenantCode)),
            (
                "users",
                [
                    [
                        "username": .string(user.username), "password": .string(user.password),
                        "secretKey": .string(user.secretKey),
                    ]
                ]
            ),
            ("dialect", .members([("pack", .string(pack))] + dialect)),
        ]
        if case .object(let members) = world { tenant += members.map { ($0.key, $0.node.value) } }
        return [
            "name": .string(name), "seed": .number("\(seed)"),
            "clock": ["start": .string(start), "timeZone": .string(timeZone), "mode": "manual"],
            "tenants": .list([.members(tenant)]),
        ]
    }

    /// - Throws: `EnvironmentError` with the diagnostics of the scenario.
    package func configuration() throws(EnvironmentError) -> WorldConfiguration {
        let epoch = SimulatedInstant(milliseconds: 0)
        let reading = ScenarioDocument(document, name: name).read(now: epoch)
        guard let world = reading.scenario?.worlds.first else {
            throw EnvironmentError(what: reading.diagnostics.map(\.description).joined(separator: "\n"))
        }
        return world
    }
}

/// The suite could not make a case's world.
package struct EnvironmentError: Error, CustomStringConvertible {
    package let what: String
    package init(what: String) { self.what = what }
    package var description: String { what }
}
