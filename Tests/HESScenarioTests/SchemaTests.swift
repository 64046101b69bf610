import Foundation
import HESContract
import HESSimulation
import JSON
import SimulationKernel
import Testing

@testable import HESScenario

/// `UPDATE_GOLDEN=1 swift test --filter Schema` writes the file anew; read the difference like code.
@Suite("Schema of scenario files")
struct SchemaTests {
    @Test("the committed schema is what the decoders take")
    func golden() throws {
        let path = "scenarios/scenario.schema.json"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(Scenario.schema).write(to: Repository.root.appendingPathComponent(path))
        }

        #expect(
            try String(decoding: Repository.bytes(path), as: UTF8.self)
                == String(decoding: Scenario.schema, as: UTF8.self)
        )
    }

    @Test("the schema's own text is JSON, and refers only to shapes that it defines")
    func references() throws {
        let text = String(decoding: Scenario.schema, as: UTF8.self)
        let definitions = try #require(try JSONParser.parse(Scenario.schema).value.member("$defs")?.value)
        let names = text.matches(of: #/"#\/\$defs\/(\w+)"/#).map { String($0.1) }

        #expect(names.contains("duration"))
        for name in names { #expect(definitions.member(name) != nil, "\(name)") }
    }

    @Test("defaults in the schema are what an absent key means")
    func defaults() throws {
        let text = #"{"name":"n","tenants":[{"tenantCode":"T","users":[USER],"dcus":[{"dcuNo":"1"}]}]}"#
        let user = #"{"username":"u","password":"p","secretKey":"k"}"#
        let bytes = Array(text.replacing("USER", with: user).utf8)
        let world = try #require(
            Scenario.read(bytes, file: "s.json", now: Repository.instant).scenario?.worlds.first
        )
        let tenant = try JSONParser.parse(Scenario.schema).value.at("properties", "tenants", "items", "properties")

        #expect(world.limits.maxMeters == tenant?.at("limits", "properties", "maxMeters", "default")?.integer)
        #expect(world.tokenLifetime == .seconds(7200))
        #expect(tenant?.at("token", "properties", "lifetime", "default")?.integer == 7200)
        #expect(tenant?.at("timing", "properties", "pushDelay", "default")?.integer == 200)
        #expect(world.timing.pushDelay == .constant(.milliseconds(200)))
        #expect(
            world.dcus.first?.link.rawValue
                == tenant?.at("dcus", "items", "properties", "link", "default")?.string
        )
    }
}

extension JSONValue {
    fileprivate func at(_ keys: String...) -> JSONValue? {
        keys.reduce(self) { value, key in value?.member(key)?.value }
    }
}
