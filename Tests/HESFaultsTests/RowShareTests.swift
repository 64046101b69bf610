import HESContract
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Shares of rows")
struct RowShareTests {
    @Test(
        "pages, parts of the window, single meters and the push tell of one set of rows",
        arguments: 0..<4 as Range<UInt64>
    )
    func oneSet(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        let history = Self.rules(
            &choices,
            types: ["missingRows", "duplicateRows", "lateRows", "badValue", "scaledValue"]
        )
        var asked = try Asked(faults: history)
        for cgcode in ["3", "5022", "1"] {
            let whole = asked.rows(cgcode, size: 1000)
            #expect(asked.pages(cgcode, size: 61 + choices.index(below: 97)) == whole.rows)
            #expect(whole.total == whole.rows.count)
            let days = (1...10).map { Self.format(day: $0) }
            let parts = days.map {
                asked.rows(cgcode, size: 1000, from: "2024-07-\($0) 00:00:01", to: "2024-07-\(Self.next($0)) 00:00:00")
            }
            #expect(parts.flatMap(\.rows).sorted() == whole.rows.sorted())
            let alone = ["1", "2"].map { asked.rows(cgcode, size: 1000, of: $0).rows }
            #expect(alone.flatMap { $0 }.sorted() == whole.rows.sorted())
        }
    }

    @Test("the meter and history agree on every row that is not late", arguments: 0..<3 as Range<UInt64>)
    func roads(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        let rules = Self.rules(&choices, types: ["missingRows", "duplicateRows", "badValue", "scaledValue"])
        for cgcode in ["3", "1"] {
            var asked = try Asked(faults: rules)
            let whole = asked.rows(cgcode, size: 1000).rows
            #expect(asked.frozen(cgcode) == whole, "\(rules)")
            #expect(asked.rows(cgcode, size: 1000).rows == whole)
        }
    }

    @Test("a share chooses about its part, and a larger one keeps the rows of a smaller")
    func nested() throws {
        let rows = try [0.9, 0.6, 0.3].map { share in
            var asked = try Asked(faults: #"[{"id":"r","effect":{"type":"missingRows","share":\#(share)}}]"#)
            return Set(asked.rows("5022", size: 1000).rows)
        }
        #expect(rows[0].isSubset(of: rows[1]) && rows[1].isSubset(of: rows[2]))
        #expect((0.6...0.8).contains(Double(rows[2].count) / (2 * 960)))
    }

    private static func next(_ day: String) -> String { format(day: (Int(day) ?? 0) + 1) }

    private static func format(day: Int) -> String { day < 10 ? "0\(day)" : "\(day)" }

    /// One to three rules about rows, with shares, probabilities and windows.
    private static func rules(_ choices: inout Choices, types: [String]) -> String {
        let more = [
            "badValue": #","cgcode":"5022","value":"-1""#, "scaledValue": #","cgcode":"5069","factor":3"#,
            "lateRows": #","after":"4d""#,
        ]
        let rules = (0...choices.index(below: 3)).map { number in
            let type = choices.element(of: types)
            let share = choices.element(of: ["0.05", "0.3", "0.5", "0.9", "1"])
            let when = choices.element(of: [
                "", "", #""probability":0.5"#, #""from":"2024-07-04 10:00:00""#,
                #""daily":{"from":"22:30:00","until":"03:15:00"}"#,
                #""daily":{"from":"06:00:00","until":"18:00:00"},"days":["mon","sat"],"probability":0.7"#,
            ])
            return
                #"{"id":"r\#(number)","when":{\#(when)},"effect":{"type":"\#(type)","share":\#(share)\#(more[type] ?? "")}}"#
        }
        return "[\(rules.joined(separator: ","))]"
    }
}

/// A world of two meters that is asked for the first ten days of July.
private struct Asked {
    private var world: TestWorld
    private let token: String

    init(faults: String) throws {
        let text = Script.scenario(faults: faults)
        let reading = Scenario.read(Array(text.utf8), file: "s.json", now: SimulatedInstant(milliseconds: 0))
        world = TestWorld(try #require(reading.scenario?.worlds.first, "\(reading.diagnostics)"), acknowledges: true)
        token = world.logIn(as: User(username: "u", password: "p", secretKey: "k"), tenantCode: "1")
    }

    private static let window = (from: "2024-07-01 00:00:01", to: "2024-07-11 00:00:00")

    mutating func rows(
        _ cgcode: String,
        size: Int,
        page: Int = 1,
        of meters: String = "1,2",
        from: String = window.from,
        to: String = window.to
    ) -> (rows: [String], total: Int) {
        let members = #""devList":"\#(meters)","cgcode":"\#(cgcode)","start":"\#(from)","end":"\#(to)""#
        let endpoint: Endpoint = cgcode.count == 1 ? .historyFrozen : .historySingle
        let answer = world.call(endpoint, with: members + #","curPage":\#(page),"pageSize":\#(size)"#, token: token)
        let data = (try? JSONParser.parse(Array(answer.utf8)))?.value.member("data")?.value
        var (rows, total) = (Self.list(data), data?.member("total")?.value.integer ?? -1)
        // What does not fit on one page is asked for page by page.
        if page == 1, size == 1000, total > 1000 {
            for page in 2...(total + 999) / 1000 {
                rows += self.rows(cgcode, size: size, page: page, of: meters, from: from, to: to).rows
            }
            total = rows.count == total ? total : -1
        }
        return (rows, total)
    }

    mutating func pages(_ cgcode: String, size: Int) -> [String] {
        var rows: [String] = []
        for page in 1...2000 {
            let (part, total) = self.rows(cgcode, size: size, page: page)
            rows += part
            if rows.count >= total || part.isEmpty { break }
        }
        return rows
    }

    /// What the push of a read of the meters brings.
    mutating func frozen(_ cgcode: String) -> [String] {
        let window = #""start":"\#(Self.window.from)","end":"\#(Self.window.to)""#
        let answer = world.call(.readFrozen, with: #""devList":"1,2","cgcode":"\#(cgcode)",\#(window)"#, token: token)
        world.advance(.minutes(1))
        let payload = answer.dataMember("planId").flatMap { world.payload(of: $0) } ?? ""
        return Self.list((try? JSONParser.parse(Array(payload.utf8)))?.value.member("data")?.value)
    }

    private static func list(_ data: JSONValue?) -> [String] {
        guard case .array(let nodes) = data?.member("list")?.value else { return [] }
        return nodes.map { node in
            var writer = JSONWriter()
            writer.node(node.value)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }
}
