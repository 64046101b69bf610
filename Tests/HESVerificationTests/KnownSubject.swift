import HESConformance
import HESContract
import HESScenario
import HESSimulation
import HESVerification
import HESVerificationRunner
import SimulationKernel
import Testing

/// A world whose dialect is known, and a run over it.
enum KnownSubject {
    static let meters = ["002407100001", "002407100002", "002407100003", "002407200001"]
    static let dcus = ["2211000051", "2211000052"]

    /// What differs from world to world beside the dialect.
    struct World: Sendable {
        var start = "2024-07-24 16:20:01"
        var link = "rf"
        var profile = "household"

        /// Other hours, links and meters for each seed.
        static func drawn(_ seed: UInt64) -> World {
            let hash = SeededHash(seed: 22).about(seed)
            let starts = ["2024-07-24 16:20:01", "2024-03-02 00:05:30", "2024-01-31 23:58:10", "2024-09-03 12:00:00"]
            let profiles = ["household", "commercial", "idle", "villa"]
            var world = World()
            world.start = starts[hash.about(1).index(below: starts.count)]
            world.link = ["rf", "instant", "hplc", "plc"][hash.about(2).index(below: 4)]
            world.profile = profiles[hash.about(3).index(below: profiles.count)]
            return world
        }
    }

    /// `faults` are rules in the scenario's notation.
    static func configuration(
        _ dialect: Dialect,
        world: World = World(),
        seed: Int = 1,
        faults: String = "[]"
    ) throws -> WorldConfiguration {
        func meters(_ numbers: [String]) -> String {
            numbers.map { #"{"devAddr": "\#($0)", "profile": "\#(world.profile)"}"# }.joined(separator: ", ")
        }
        let text = """
            {"name": "known", "seed": \(seed),
             "clock": {"start": "\(world.start)", "timeZone": "+08:00", "mode": "manual"},
             "tenants": [{"tenantCode": "1000000067",
              "users": [{"username": "u", "password": "secret-password", "secretKey": "secret-key-of-16"}],
              "profiles": {"villa": {"base": "household", "annualKWh": 9000, "phases": 3}},
              "dcus": [
               {"dcuNo": "2211000051", "link": "\(world.link)", "meters": [\(meters(Self.meters.prefix(3) + ["002407100004"]))]},
               {"dcuNo": "2211000052", "link": "\(world.link)", "meters": [\(meters(["002407200001", "002407200002"]))]}],
              "faults": \(faults)}]}
            """
        let reading = ScenarioDocument(Array(text.utf8), file: "known.json").read(now: .init(milliseconds: 0))
        var configuration = try #require(reading.scenario?.worlds.first, "\(reading.diagnostics)")
        configuration.dialect = dialect
        return configuration
    }

    static func setup(writes: Bool = false, isSlow: Bool = false) -> VerificationSetup {
        var setup = VerificationSetup(
            tenantCode: "1000000067",
            username: "u",
            password: Secret("secret-password"),
            secretKey: Secret("secret-key-of-16"),
            meters: meters
        )
        setup.dcus = dcus
        if writes { setup.writes = [.archive, .relay] }
        setup.isSlow = isSlow
        return setup
    }

    static func run(
        _ dialect: Dialect,
        setup: VerificationSetup = setup(),
        world: World = World(),
        seed: Int = 1,
        faults: String = "[]",
        mutation: SimulatedHES.Mutation = .init()
    ) async throws -> VerificationRun<SimulatedHES>.Outcome {
        let configuration = try configuration(dialect, world: world, seed: seed, faults: faults)
        let hes = SimulatedHES(configuration, mutation: mutation)
        var run = VerificationRun(setup, probes: try ProbeCatalogue.load(), subject: hes)
        return await run.run()
    }

    /// The switches in which the findings say what is not so.
    static func wrong(_ findings: Findings, under dialect: Dialect) -> [String] {
        DialectCatalogue.all.compactMap { known in
            let truth = known.value(in: dialect)
            guard let finding = findings[known.name], !finding.left.contains(truth) else { return nil }
            return "\(known.name) is \(truth), found \(finding.left): \(finding.seen) — \(finding.outcome)"
        }
    }

    /// The rules that are broken to one who sees the exchanges and did not ask them.
    static func accused(_ events: [EvidenceEvent]) -> [String] {
        RecordedHES(events, in: .plusEight).rules.filter(\.isBroken).map { "\($0.id) \($0.clause): \($0.seen)" }
    }

    static func dialect(_ key: String, value: String) -> Dialect {
        var dialect = Dialect()
        DialectCatalogue.all.first { $0.name == key }?.set(&dialect, to: value)
        return dialect
    }
}
