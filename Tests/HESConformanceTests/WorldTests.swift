import HESConformance
import HESContract
import HESScenario
import JSON
import SimulationKernel
import Testing

/// Every case's world, its rules and those that its steps arm, as a scenario document.
@Suite("Worlds of cases")
struct WorldTests {
    private static let cases = (try? CaseCatalogue.loadForms()) ?? []

    @Test("are valid scenarios without a warning", arguments: cases)
    func valid(testCase: Case) {
        let document = Self.document(of: testCase)
        var writer = JSONWriter()
        writer.node(document)

        let reading = Scenario.read(writer.bytes, file: testCase.id, now: SimulatedInstant(milliseconds: 0))

        #expect(reading.diagnostics.map(\.description) == [])
        #expect(reading.scenario != nil)
    }

    @Test("leave the fence alone: no rule without a match", arguments: cases)
    func fence(testCase: Case) {
        for rule in Self.rules(of: testCase)
        where !["brokerCut", "brokerDown"].contains(rule.member("effect")?.value.member("type")?.value.string) {
            #expect(rule.member("match") != nil, "\(testCase.id)")
        }
    }

    private static func rules(of testCase: Case) -> [JSONValue] {
        let armed = testCase.steps.compactMap { step -> JSONValue? in
            if case .faults(let rules) = step.action { rules } else { nil }
        }
        return ([testCase.world.member("faults")?.value].compactMap(\.self) + armed).flatMap { list in
            if case .array(let nodes) = list { nodes.map(\.value) } else { [list] }
        }
    }

    private static func document(of testCase: Case) -> JSONValue {
        guard case .object(let members) = testCase.world else { return .null }
        let fence: JSONValue = ["dcuNo": .string(Fence.dcuNo), "meters": [.string(Fence.meter)]]
        var tenant: [(String, JSONValue)] = members.filter { !["faults", "dcus"].contains($0.key) }
            .map { ($0.key, $0.node.value) }
        var dcus: [JSONValue] = []
        if case .array(let nodes)? = testCase.world.member("dcus")?.value { dcus = nodes.map(\.value) }
        tenant += [
            ("tenantCode", "1000000067"), ("users", [["username": "u", "password": "p", "secretKey": "k"]]),
            ("dcus", .list(dcus + [fence])), ("faults", .list(rules(of: testCase))),
        ]
        if let dialect = testCase.dialect { tenant.append(("dialect", dialect)) }
        return [
            "name": .string(testCase.id),
            "clock": ["start": .string(testCase.start), "timeZone": .string(testCase.timeZone), "mode": "manual"],
            "tenants": [.members(tenant)],
        ]
    }
}
