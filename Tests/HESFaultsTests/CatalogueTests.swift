import HESContract
import HESFaults
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

@Suite("Fault catalogue")
struct CatalogueTests {
    @Test("no type stands twice")
    func unique() {
        #expect(Set(FaultCatalogue.all.map(\.type)).count == FaultCatalogue.all.count)
        #expect(FaultCatalogue.all.count == 47)
    }

    @Test("every kind says what it is and what its parameters are", arguments: FaultCatalogue.all)
    func documented(kind: FaultKind) {
        #expect(!kind.summary.isEmpty)
        for parameter in kind.parameters { #expect(!parameter.summary.isEmpty, "\(parameter.name)") }
    }

    @Test("every kind is in the schema", arguments: FaultCatalogue.all)
    func inSchema(kind: FaultKind) {
        let schema = String(decoding: Scenario.schema, as: UTF8.self)

        #expect(schema.contains("\"const\": \"\(kind.type)\""))
    }

    @Test("a rule is kept in the notation in which it came", arguments: FaultCatalogue.all)
    func roundTrip(kind: FaultKind) throws {
        let first = try #require(try Script(faults: "[\(kind.rule())]").rules.first)
        let again = try Script(faults: "[\(String(decoding: first.rule.source.prettyPrinted, as: UTF8.self))]")

        #expect(again.rules.first?.rule.type == kind.type)
        #expect(again.rules.first?.rule.source.prettyPrinted == first.rule.source.prettyPrinted)
    }

    @Test("every kind changes what the world does, and the journal names the rule", arguments: FaultCatalogue.all)
    func takesEffect(kind: FaultKind) throws {
        var healthy = try Script(faults: "[]")
        var faulty = try Script(faults: "[\(kind.rule(more: kind.calm))]")
        healthy.run()
        faulty.run()

        #expect(faulty.lines != healthy.lines)
        #expect(faulty.hits.first?.rule == "the-rule")
        #expect(faulty.hits.first?.type == kind.type)
        #expect(healthy.hits.isEmpty)
    }

    @Test("a parameter that is left out does what its declared default does, and another value something else")
    func defaults() throws {
        var count = 0
        for kind in FaultCatalogue.all {
            for parameter in kind.parameters {
                guard let standard = parameter.defaultValue else { continue }
                count += 1
                func lines(_ value: String?) throws -> [String] {
                    var script = try Script(faults: "[\(kind.rule(more: kind.calm, changes: [parameter.name: value]))]")
                    script.run()
                    return script.lines
                }
                let absent = try lines(nil)

                #expect(try lines(standard.json) == absent, "\(kind.type).\(parameter.name)")
                #expect(try lines(standard.another) != absent, "\(kind.type).\(parameter.name)")
            }
        }
        #expect(count == 22)
    }

    @Test("a rule that is over has changed nothing", arguments: FaultCatalogue.all)
    func removable(kind: FaultKind) throws {
        let window = #","when":{"from":"2023-01-01 00:00:00","until":"2023-01-02 00:00:00"}"#
        var healthy = try Script(faults: "[]")
        var over = try Script(faults: "[\(kind.rule(more: window))]")
        healthy.run()
        over.run()

        #expect(over.lines == healthy.lines)
        #expect(over.hits.isEmpty)
    }

    @Test("same scenario, seed and calls give the same bytes and the same journal", arguments: FaultCatalogue.all)
    func deterministic(kind: FaultKind) throws {
        let more = #","when":{"probability":0.5,"times":9}"#
        var one = try Script(faults: "[\(kind.rule(more: more))]")
        var other = try Script(faults: "[\(kind.rule(more: more))]")
        one.run()
        other.run()

        #expect(one.lines == other.lines)
        #expect(one.hits == other.hits)
    }
}

extension FaultKind {
    /// What a rule needs beside its effect to show it in the script.
    fileprivate var calm: String {
        switch type {
        // By themselves at the start these would meet nobody.
        case "tokenRevoked", "restart": #","match":{"endpoint":"readSingle"}"#
        case "replyStale": #","when":{"skip":1}"#
        default: ""
        }
    }
}

extension FaultArguments.Value {
    /// In the scenario's notation.
    fileprivate var json: String? {
        switch self {
        case .duration(let duration): #""\#(duration.milliseconds)ms""#
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .text(let text): #""\#(text)""#
        case .flag(let flag): "\(flag)"
        case .distribution, .cgcodes, .json, .headers: nil
        }
    }

    /// Another value of the same form.
    fileprivate var another: String? {
        switch self {
        case .duration: #""90s""#
        case .integer(let number): "\(number + 1)"
        case .number: "0.5"
        case .text: #""another""#
        case .flag(let flag): "\(!flag)"
        case .distribution, .cgcodes, .json, .headers: nil
        }
    }
}
