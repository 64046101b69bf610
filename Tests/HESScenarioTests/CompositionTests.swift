import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

@Suite("Scenarios that are put together")
struct CompositionTests {
    private let files = [
        "base.json": """
        {"name":"base","seed":3,"tenants":[{"tenantCode":"T","users":[{"username":"u","password":"p","secretKey":"k"}],
         "dcus":[{"dcuNo":"1","link":"plc","meters":[{"from":"1","count":20}]}],
         "faults":[{"id":"a","effect":{"type":"pushDrop"}}],"events":[]}]}
        """,
        "round.json": #"{"include":["main.json"]}"#,
        "self.json": #"{"include":["self.json"]}"#,
        "bad.json": "{\n  \"seed\": 1,\n  \"sed\": 2\n}",
        "main.json": "{}",
        "quiet.json": #"{"name":"quiet","tenants":[{}]}"#,
    ]

    private func read(_ text: String) -> Scenario.Reading {
        let files = files
        let parts = ScenarioParts { name, _ in
            if let part = ScenarioParts.shippedPart(name) { return .success(part) }
            guard let text = files[name] else { return .failure(ScenarioParts.Refusal(expected: "a readable file")) }
            return .success(ScenarioParts.Part(file: name, bytes: Array(text.utf8)))
        }
        return Scenario.read(Array(text.utf8), file: "main.json", now: Repository.instant, parts: parts)
    }

    @Test("objects merge by key, tenants by code, DCUs by number, and a rule of the same id replaces")
    func merging() throws {
        let reading = read(
            """
            {"name":"n","include":["base.json"],"tenants":[{"tenantCode":"T","token":{"lifetime":60},
             "dcus":[{"dcuNo":"1","link":"rf"},{"dcuNo":"2"}],
             "faults":[{"id":"a","effect":{"type":"pushRetained"}},{"id":"b","effect":{"type":"pushDrop"}}]}]}
            """
        )
        let world = try #require(reading.scenario?.worlds.first, "\(reading.diagnostics)")

        #expect(reading.scenario?.name == "n")
        #expect(world.seed == 3 && world.tokenLifetime == .seconds(60))
        #expect(world.dcus.map(\.dcuNo) == ["1", "2"] && world.dcus.first?.link == .rf)
        #expect(world.meterGroups.map(\.count) == [20])
        #expect(world.faults.map { "\($0.id) \($0.type)" } == ["a pushRetained", "b pushDrop"])
        #expect(
            reading.scenario?.overrides.first
                == "tenants/T/dcus/1/link is \"rf\" by main.json:2:30, in place of \"plc\" by base.json:2:30."
        )
        #expect(world.document.member("include") == nil)
    }

    @Test("a problem of a part names the part's own line and column")
    func partsOwnPlace() {
        let found = read(#"{"name":"n","include":["base.json","bad.json"]}"#).diagnostics.map(\.description)

        #expect(found.count == 1 && found[0].hasPrefix("bad.json:3:3: error: /sed: expected one of"), "\(found)")
    }

    @Test(
        "what cannot be put together says which part and by what way",
        arguments: [
            (
                #"{"name":"n","include":["round.json"]}"#,
                "round.json:1:13: error: /include/0: expected a part that does"
            ),
            (#"{"name":"n","include":["self.json"]}"#, "main.json:1:24 and self.json:1:13"),
            (#"{"name":"n","include":["none.json"]}"#, "main.json:1:24: error: /include/0: expected a readable file"),
            (#"{"name":"n","tenants":[{"faults":[{"recipe":"quiet.json"}]}]}"#, "a scenario with rules, found"),
            (#"{"name":"n","tenants":[{"faults":[{"recipe":"demo","id":"x"}]}]}"#, "no other key beside 'recipe'"),
            (#"{"name":"n","include":7,"tenants":[{}]}"#, "/include: expected an array"),
        ]
    )
    func refusals(text: String, complaint: String) {
        let reading = read(text)

        #expect(reading.scenario == nil)
        #expect(reading.diagnostics.contains { $0.description.contains(complaint) }, "\(reading.diagnostics)")
    }

    @Test("a document that may name shipped scenarios alone reads no file, and suggests the nearest")
    func shippedAlone() {
        let texts = ["bad-evning", "/etc/passwd", "base.json"]
        let found = texts.map { name in
            let bytes = Array(#"{"name":"n","include":["\#(name)"]}"#.utf8)
            return Scenario.read(bytes, file: "request", now: Repository.instant).diagnostics.map(\.description)
                .joined()
        }

        #expect(found[0].contains("did you mean 'bad-evening'?"), "\(found[0])")
        #expect(found[1].contains("a request and standard input take no files of this machine"), "\(found[1])")
        #expect(found[2].contains("expected the name of a shipped scenario"), "\(found[2])")
    }

    @Test("a recipe brings the rules of a shipped scenario, whose ids begin with its name")
    func recipe() throws {
        let reading = read(#"{"name":"n","include":["demo"],"tenants":[{"faults":[{"recipe":"bad-evening"}]}]}"#)
        let world = try #require(reading.scenario?.worlds.first, "\(reading.diagnostics)")

        #expect(!world.faults.isEmpty)
        #expect(world.faults.allSatisfy { $0.id.hasPrefix("bad-evening.") })
    }

    @Test("the same recipe twice does not clash silently")
    func recipeTwice() {
        let twice = #"{"name":"n","tenants":[{"faults":[{"recipe":"bad-evening"},{"recipe":"bad-evening"}]}]}"#

        #expect(read(twice).diagnostics.contains { $0.description.contains("expected every id once") })
    }

    @Test("code and users that are left out are made up, the same each time and others for another seed")
    func madeUp() throws {
        let worlds = try [1, 1, 2].map { seed in
            let reading = read(#"{"name":"n","seed":\#(seed),"tenants":[{}]}"#)
            let scenario = try #require(reading.scenario, "\(reading.diagnostics)")
            #expect(scenario.madeUpTenants == scenario.worlds.map(\.tenantCode))
            return scenario.worlds[0]
        }

        #expect(worlds[0].tenantCode == worlds[1].tenantCode && worlds[0].users == worlds[1].users)
        #expect(worlds[0].tenantCode != worlds[2].tenantCode && worlds[0].users != worlds[2].users)
    }

    @Test("a difference is told by the names of tenants, DCUs and rules")
    func difference() throws {
        let texts = [#"{"a":[{"id":"x","v":1},{"id":"y"}]}"#, #"{"a":[{"id":"x","v":2}],"b":1.0}"#]
        let trees = try texts.map { try JSONParser.parse(Array($0.utf8)).value }

        #expect(ScenarioDifference(trees[0], with: trees[0], names: ("A", "B")).sentences.isEmpty)
        #expect(
            ScenarioDifference(trees[0], with: trees[1], names: ("A", "B")).sentences == [
                "a x v: 1 in A, 2 in B.", #"a y: only A has it, as {"id":"y"}."#, "b: only B has it, as 1.0.",
            ]
        )
    }
}
