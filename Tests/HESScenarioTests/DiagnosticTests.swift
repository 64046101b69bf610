import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

@Suite("Scenario diagnostics")
struct DiagnosticTests {
    private func diagnostics(_ text: String) -> [String] {
        Scenario.read(Array(text.utf8), file: "s.json", now: Repository.instant).diagnostics.map(\.description)
    }

    /// A tenant with the given members, on the second line.
    private func tenant(_ members: String) -> String {
        """
        {"name":"n","tenants":[
        {"tenantCode":"T","users":[{"username":"u","password":"p","secretKey":"k"}],\(members)}]}
        """
    }

    @Test("an unknown key is named with its place and the nearest known key")
    func unknownKey() {
        let text = """
            {
              "name": "n",
              "tenants": [
                { "tenantCode": "T", "user": [],
                  "users": [ { "username": "u", "password": "p", "secretkey": "k" } ] }
              ]
            }
            """

        let found = diagnostics(text)

        #expect(found.count == 3)
        #expect(found[0].hasPrefix("s.json:4:26: error: /tenants/0/user: expected one of tenantCode, users,"))
        #expect(found[0].hasSuffix("found the unknown key 'user'; did you mean 'users'?"))
        #expect(
            found[1]
                == "s.json:5:18: error: /tenants/0/users/0: expected the key 'secretKey', found an object without it"
        )
        #expect(found[2].hasPrefix("s.json:5:54: error: /tenants/0/users/0/secretkey: expected one of"))
    }

    @Test("every problem is printed at once, in the order of the file")
    func allAtOnce() {
        let found = diagnostics(
            tenant(
                #""token":{"lifetime":0},"limits":{"maxMeters":"x"},"dcus":[{"dcuNo":"1","link":"plz"}],"timing":{"pushDelay":"soon"}"#
            )
        )

        #expect(found.count == 4)
        #expect(found[0].contains("/tenants/0/token/lifetime: expected an integer from 1 to 31536000, found 0"))
        #expect(found[1].contains(#"/tenants/0/limits/maxMeters: expected an integer from 1 to 100000, found "x""#))
        #expect(found[2].contains("/tenants/0/dcus/0/link: expected one of plc, hplc, rf, cellular, instant"))
        #expect(found[2].hasSuffix("did you mean 'plc'?"))
        #expect(found[3].contains("/tenants/0/timing/pushDelay: expected a duration"))
    }

    @Test(
        "what is not JSON is named by line and column",
        arguments: [
            (
                "{\"name\":\"n\",}",
                "s.json:1:13: error: /: expected a key in quotes, found no valid JSON from here on; "
                    + "JSON has no comma after the last element: remove the one at 1:12"
            ),
            (
                "{name:1}",
                "s.json:1:2: error: /: expected a key in quotes, found no valid JSON from here on; "
                    + "JSON has keys in double quotes: write \"name\" at 1:2"
            ),
            (
                "{\"a\": NaN}",
                "s.json:1:7: error: /: expected a value, found no valid JSON from here on; "
                    + "JSON has no NaN: write a number or null at 1:7"
            ),
            ("{\n  \"name\": ä\n}", "s.json:2:11: error: /: expected a value, found no valid JSON from here on"),
            ("", "s.json:1:1: error: /: expected a value, found no valid JSON from here on"),
            ("[]", "s.json:1:1: error: /: expected an object, found an array of 0"),
        ]
    )
    func syntax(text: String, diagnostic: String) {
        #expect(diagnostics(text) == [diagnostic])
    }

    @Test(
        "values of every kind are checked",
        arguments: [
            (
                #""meters":[{"from":"999999999999999999","count":2}]"#,
                "a range whose last number has at most 18 digits"
            ),
            (#""meters":[{"from":"98","count":3,"width":2}]"#, "a width that holds the range's last number, 100"),
            (#""dcus":[{"dcuNo":"1","meters":[{"from":"a1","count":2}]}]"#, "1 to 18 digits where a range starts"),
            (#""dcus":[{"dcuNo":"1","meters":[7]}]"#, "a meter number, an object with devAddr, or a range"),
            (#""dcus":[{"dcuNo":"1","meters":["1,2"]}]"#, "without commas and blanks"),
            (#""dcus":[{"dcuNo":"1"},{"dcuNo":"1"}]"#, "every dcuNo once"),
            (#""meters":[{"devAddr":"1","profile":"housheold"}]"#, "did you mean 'household'?"),
            (#""meters":[{"devAddr":"1","interval":20}]"#, "15, 30 or 60 minutes"),
            (#""meters":[{"devAddr":"1","values":{"1":"x"}}]"#, "a single cgcode of §4.2 as the key"),
            (#""meters":[{"devAddr":"1","installed":"yesterday"}]"#, "an instant like"),
            (#""timing":{"perMeterRead":{"lognormal":{"median":4,"p95":2,"max":9}}}"#, "0 < median <= p95 <= max"),
            (#""timing":{"perMeterRead":{"uniform":[5,4]}}"#, "two durations, the smaller first"),
            (#""timing":{"perMeterRead":{"normal":1}}"#, "the unknown key 'normal'"),
            (#""timing":{"perMeterRead":{"empirical":[]}}"#, "at least one duration"),
            (#""profiles":{"household":{}}"#, "a name other than the shipped profiles'"),
            (#""profiles":{"x":{"phases":2}}"#, "1 or 3"),
            (#""history":{"collected":2}"#, "a number from 0.0 to 1.0"),
        ]
    )
    func values(members: String, complaint: String) throws {
        let found = diagnostics(tenant(members))

        #expect(found.count == 1, "\(found)")
        #expect(try #require(found.first).contains(complaint))
    }

    @Test(
        "clocks and tenants are checked",
        arguments: [
            (
                #"{"name":"n","clock":{"timeZone":"Mars/Base"},"tenants":[]}"#,
                "/clock/timeZone: expected a fixed offset"
            ),
            (#"{"clock":{"timeZone":"+08:-5"}}"#, "/clock/timeZone: expected a fixed offset"),
            (#"{"clock":{"timeZone":"+-8:00"}}"#, "/clock/timeZone: expected a fixed offset"),
            (#"{"name":"n","clock":{"mode":"x0"},"tenants":[]}"#, "/clock/mode: expected"),
            (#"{"name":"n","clock":{"start":"2024-07-11"},"tenants":[]}"#, "/clock/start: expected an instant"),
            (#"{"name":"n","tenants":[]}"#, "expected at least one tenant in 'tenants', found none"),
            (#"{"tenants":[{"tenantCode":"a/b","users":[]}]}"#, "expected a tenant code"),
            (#"{"name":"n","name":"m","tenants":[]}"#, "expected every key once, found 'name' again"),
        ]
    )
    func documents(text: String, complaint: String) {
        #expect(diagnostics(text).contains { $0.contains(complaint) })
    }

    @Test("a meter that stands in the file twice is a warning, and the first place counts")
    func overlap() throws {
        let text = tenant(
            #""dcus":[{"dcuNo":"1","meters":[{"from":"100","count":50},"7"]},{"dcuNo":"2","meters":["7",{"from":"149","count":9}]}]"#
        )
        let reading = Scenario.read(Array(text.utf8), file: "s.json", now: Repository.instant)

        #expect(reading.diagnostics.count == 2)
        #expect(reading.diagnostics.allSatisfy { $0.severity == .warning })
        let field = MeterPlant(try #require(reading.scenario?.worlds.first))
        #expect(field.meter("7")?.membership?.dcu == 0)
    }

    @Test("a zone with daylight saving becomes a table")
    func zone() throws {
        let world = tenant("").replacing(
            #"{"name":"n","#,
            with: #"{"name":"n","clock":{"start":"2024-07-01 00:00:00","timeZone":"Europe/Berlin"},"#
        ).replacing("],}]}", with: "]}]}")
        let zone = try #require(
            Scenario.read(Array(world.utf8), file: "s.json", now: Repository.instant).scenario?.worlds.first?.zone
        )

        #expect(zone.offset(at: SimulatedInstant(milliseconds: 1_711_846_799_999)) == .hours(1))
        #expect(zone.offset(at: SimulatedInstant(milliseconds: 1_711_846_800_000)) == .hours(2))
    }
}
