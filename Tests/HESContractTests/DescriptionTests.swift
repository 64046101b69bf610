import JSON
import Testing

@testable import HESContract

@Suite("The contract in machine-readable form")
struct DescriptionTests {
    /// Switches that change when and whether something happens, not how it looks; no schema can tell.
    private static let behaviour: Set = [
        "pushTiming", "tokenRenewal", "tokenForm", "pageClamp", "pastEnd", "rowOrder", "windowEnd", "historyLimit",
        "statusRule", "unknownMeter", "backfill", "freezeStamp", "profileStamp", "demandReset", "fieldOrder", "bom",
        "channelOrder: shuffled", "integerStrings", "pushOverflow", "addUnknown: fails", "addElsewhere: fails",
        "absentPhase",
    ]

    @Test("every value of a switch is named, and one of form changes a schema", arguments: DialectCatalogue.all)
    func switches(known: DialectSwitch) throws {
        let plain = try Self.bare(Dialect())
        for value in known.values.dropFirst() {
            var dialect = Dialect()
            known.set(&dialect, to: value)
            let isSaid = Self.documents(dialect).allSatisfy { document in
                document.member("info")?.value.member("description")?.value.string?.contains("\(known.name): \(value)")
                    == true
            }

            #expect(isSaid)
            if !Self.behaviour.isDisjoint(with: [known.name, "\(known.name): \(value)"]) { continue }
            #expect(try Self.bare(dialect) != plain, "\(known.name): \(value) leaves the documents as they are")
        }
    }

    @Test("the documents are JSON that is read back as it was written", arguments: DialectCatalogue.packs.map(\.name))
    func readBack(pack: String) throws {
        let dialect = try #require(DialectCatalogue.dialect(ofPack: pack))
        for document in Self.documents(dialect) {
            let bytes = document.prettyPrinted

            #expect(try JSONParser.parse(bytes).value.prettyPrinted == bytes)
        }
    }

    @Test("every call has its path, its section and every failure that it may be told")
    func calls() throws {
        let document = OpenAPIDocument.json()
        for endpoint in Endpoint.allCases {
            let post = try #require(document.at("paths", endpoint.path, "post"))
            let failure = try #require(document.at("components", "schemas", endpoint.typeName + "Failure200"))
            guard case .array(let texts) = try #require(failure.at("properties", "msg", "anyOf")) else {
                Issue.record("no texts of \(endpoint.rawValue)")
                continue
            }

            #expect(post.at("operationId")?.string == endpoint.rawValue)
            #expect(post.at("description")?.string?.contains(endpoint.clause) == true)
            #expect(texts.count == Failure.everyKind.count { $0.isPossible(at: endpoint) })
        }
    }

    @Test("a call is written where the token travels", arguments: Endpoint.allCases.dropFirst())
    func tokens(endpoint: Endpoint) throws {
        for (place, inBody, required) in [
            (Dialect.TokenPlace.either, true, false), (.bodyOnly, true, true), (.headerOnly, false, false),
            (.asExample, endpoint != .removeArchive, endpoint != .removeArchive),
        ] {
            var dialect = Dialect()
            dialect.tokenPlace = place
            let schema = endpoint.request(dialect, limits: CallLimits())

            #expect((schema.at("properties", "token") != nil) == inBody)
            #expect(schema.at("required")?.words.contains("token") == required)
        }
    }

    @Test(
        "statuses are those of the dialect",
        arguments: [("default", ["200"]), ("http", ["200", "400", "401", "500"])]
    )
    func statuses(pack: String, expected: [String]) throws {
        let dialect = try #require(DialectCatalogue.dialect(ofPack: pack))
        let responses = OpenAPIDocument.responses(.relay, in: dialect)
        let told = responses.filter { $0.1.member("content") != nil }.map(\.0)

        #expect(told == expected)
    }

    @Test("results in parts have a channel of their own, another tenant's topic as well")
    func channels() {
        var dialect = Dialect()
        dialect.pushParts = .subtopics
        let channels = ResultChannel.all(dialect, tenantCode: "7")

        #expect(channels.map(\.address) == ["/{tenantCode}/{planId}", "/{tenantCode}/{planId}/{part}"])
        #expect(channels[0].endpoints == Endpoint.allCases.filter(\.makesPlan))
        #expect(channels[1].endpoints == [.readFrozen, .readSingle, .relay])
    }

    @Test("a text's pattern takes its texts and nothing beside them")
    func patterns() throws {
        for (failure, text, isTaken) in [
            (Failure.unknownDCU("<n>"), "unknown dcu 'a.b'", true),
            (.belowOne(field: "curPage"), "curPage must be", false),
            (.malformedJSON(offset: 987_654_321), "malformed JSON at byte 12", true),
            (.malformedJSON(offset: 987_654_321), "malformed JSON at byte x", false),
        ] {
            let pattern = try Regex(failure.textPattern)

            #expect((text.firstMatch(of: pattern) != nil) == isTaken, "\(failure.textPattern)")
        }
        #expect(Shape.pattern(of: "a.b (c)") == "^a\\.b \\(c\\)$")
    }

    private static func documents(_ dialect: Dialect) -> [JSONValue] {
        [OpenAPIDocument.json(dialect: dialect), AsyncAPIDocument.json(dialect: dialect)]
    }

    /// Without the words about the dialect, and without examples.
    private static func bare(_ dialect: Dialect) throws -> [[UInt8]] {
        documents(dialect).map { $0.without(["info", "examples", "example"]).prettyPrinted }
    }
}

extension JSONValue {
    fileprivate func at(_ path: String...) -> JSONValue? {
        path.reduce(self as JSONValue?) { $0?.member($1)?.value }
    }

    fileprivate var words: [String] {
        guard case .array(let nodes) = self else { return [] }
        return nodes.compactMap(\.value.string)
    }

    fileprivate func without(_ keys: [String]) -> JSONValue {
        switch self {
        case .object(let members):
            .members(members.filter { !keys.contains($0.key) }.map { ($0.key, $0.node.value.without(keys)) })
        case .array(let nodes): .list(nodes.map { $0.value.without(keys) })
        default: self
        }
    }
}
