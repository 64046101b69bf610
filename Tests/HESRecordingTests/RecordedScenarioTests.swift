import HESConformance
import HESRecording
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

@Suite("A scenario of a recording")
struct RecordedScenarioTests {
    private static let midnight: Int64 = 1_720_540_800_000

    private func scenario(_ session: Session) -> RecordedScenario {
        RecordedScenario(session.recording, options: .init(name: "n", zone: .plusEight))
    }

    private func texts(_ rows: [JSONValue]) -> [String] {
        rows.map { row in
            var writer = JSONWriter()
            writer.node(row)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    /// With the rows in the place of the side file, as a scenario is read.
    private func read(_ scenario: RecordedScenario) -> Scenario.Reading {
        let side = texts(scenario.rows).joined(separator: "\n")
        let parts = ScenarioParts { _, _ in .success(.init(file: "n.rows.jsonl", bytes: Array(side.utf8))) }
        let bytes = scenario.document(sideFile: "n.rows.jsonl").prettyPrinted
        return Scenario.read(bytes, file: "n.json", now: SimulatedInstant(milliseconds: 0), parts: parts)
    }

    private var evening: Session {
        var session = Session()
        session.logIn()
        session.history("0042001,0042002", rows: [("0042001", Self.midnight, "007.10")])
        session.call(
            "dcu/readArchive",
            #"{"dcuNo":"2211","token":"abcdefghijkl"}"#,
            answer: #"{"code":200,"data":{"planId":"p1"}}"#
        )
        session.push(
            #"{"planId":"p1","data":{"status":"00","list":[{"devAddr":"0042001","status":"1","commType":"1","moduleNext":"0042001"}]}}"#
        )
        session.call(
            "meter/readSingle",
            #"{"devList":"0042001,0042002","cgcode":"5050","token":"abcdefghijkl"}"#,
            answer: #"{"code":200,"data":{"planId":"p2"}}"#
        )
        session.push(
            #"{"planId":"p2","data":{"status":"01","list":[{"devAddr":"0042001","timestamp":1720686000700,"cgcode":"5050","unit":"V","value":"230.1"}]}}"#
        )
        session.call("meter/relay", "{}", answer: #"{"code":500,"msg":"system busy"}"#)
        return session
    }

    @Test("rows, windows, archives and refusals are in it, and it is a scenario without a complaint")
    func carried() throws {
        let made = scenario(evening)
        let rows = texts(made.rows)
        let reading = read(made)
        let world = try #require(reading.scenario?.worlds.first, "\(reading.diagnostics)")

        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        #expect(world.tenantCode == "0042" && world.users.map(\.username) == ["collector"])
        #expect(world.dcus.map(\.dcuNo) == ["2211", "9900000001"])
        #expect(world.start.milliseconds == 1_720_686_000_000)
        #expect(
            rows.contains(
                #"{"devAddr":"0042001","cgcode":"5069","timestamp":1720540800000,"value":"007.10","unit":"kWh","in":"history"}"#
            ),
            "\(rows)"
        )
        #expect(rows.count { $0.contains(#""from":1720540800000,"until":1720627200000,"in":"history""#) } == 2)
        // The meter that was silent.
        #expect(rows.count { $0.contains("0042002") && $0.contains("5050") && $0.contains(#""in":"meter""#) } == 1)
        #expect(world.faults.map(\.type) == ["replyCode"])
        #expect(made.leftOut.contains { $0.contains("made-up DCU 9900000001") })
    }

    @Test("a question that was not followed to its last page says nothing of what is missing")
    func unfinishedPages() {
        var session = Session()
        session.logIn()
        session.history("1", rows: [("1", Self.midnight, "1"), ("1", Self.midnight + 900_000, "2")], total: 9)
        let made = scenario(session)

        #expect(texts(made.rows).allSatisfy { !$0.contains("from") })
        #expect(made.leftOut.contains { $0.contains("1 question of history was not asked to its last page") })
    }

    @Test("a row that history and a read both had is one row, on both roads; the last value wins and is told")
    func merged() {
        var session = Session()
        session.logIn()
        session.history("1", rows: [("1", Self.midnight, "1")])
        session.call(
            "meter/readSingle",
            #"{"devList":"1","cgcode":"5069"}"#,
            answer: #"{"code":200,"data":{"planId":"p"}}"#
        )
        session.push(
            #"{"planId":"p","data":{"status":"00","list":[{"devAddr":"1","timestamp":\#(Self.midnight),"cgcode":"5069","value":"2"}]}}"#
        )
        let made = scenario(session)

        let row = texts(made.rows).first ?? ""
        #expect(row == #"{"devAddr":"1","cgcode":"5069","timestamp":\#(Self.midnight),"value":"2"}"#)
        #expect(made.leftOut.contains { $0.hasPrefix("1 row came again with another value") })
    }

    @Test("anonymised, no recorded number or name is left, widths and zeros stay, and it is still a scenario")
    func anonymised() throws {
        let made = scenario(evening).anonymised
        let text = String(decoding: made.document.prettyPrinted, as: UTF8.self) + texts(made.rows).joined()
        let reading = read(made)
        let world = try #require(reading.scenario?.worlds.first, "\(reading.diagnostics)")

        for name in ["0042001", "0042002", #""0042""#, "2211", "collector", "9900000001"] {
            #expect(!text.contains(name), "\(name) in \(text)")
        }
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        #expect(world.meterGroups.map(\.first).sorted() == ["0010000", "0010001"])
        #expect(made.rows.allSatisfy { ["0010000", "0010001"].contains($0.member("devAddr")?.value.string ?? "") })
    }

    @Test(
        "numbers are replaced by others of their form, each by its own",
        arguments: [["1", "2", "9"], ["000", "001", "010"], ["A7", "B7", "0C1"], ["99", "98", "97"]]
    )
    func forms(numbers: [String]) {
        let map = Anonymising(numbers)
        let others = numbers.map { map.number($0) }

        #expect(Set(others).count == numbers.count)
        #expect(others.map(\.count) == numbers.map(\.count))
        #expect(others.map { $0.prefix { $0 == "0" }.count } == numbers.map { $0.prefix { $0 == "0" }.count })
        #expect(map.text("meter \(numbers[0]), gone") == "meter \(others[0]), gone")
    }

    @Test("rows, windows and refusals that no scenario has are left out, and that is told")
    func foreign() throws {
        var session = Session()
        session.logIn()
        let stamps: [Int64] = [-1, Self.midnight * 1000, Self.midnight]
        session.history("1", rows: stamps.map { ("1", $0, "1") })
        for (item, row) in [
            ("1", #"{"devAddr":"1","timestamp":1720540800000,"value":"1"}"#),
            ("1", #"{"devAddr":"1","timestamp":1720540800000,"channelData":[{"cgcode":"999999","value":"1"}]}"#),
            ("5069", #"{"devAddr":"1","timestamp":1720540800000,"value":{"a":1}}"#),
        ] {
            session.call(
                item == "1" ? "meter/historyFrozen" : "meter/historySingle",
                #"{"devList":"1","cgcode":"\#(item)","start":"2024-07-10 00:00:00","end":"2999-01-01 00:00:00","pageSize":9}"#,
                answer: #"{"code":200,"data":{"total":1,"list":[\#(row)]}}"#
            )
        }
        session.call("meter/relay", "{}", answer: #"{"code":-1,"msg":"no"}"#)
        session.call("meter/relay", "{}", answer: "?", status: 799)
        let made = scenario(session)
        let reading = read(made)

        #expect(reading.scenario != nil && reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        #expect(made.leftOut.contains { $0.hasPrefix("5 rows with stamps") }, "\(made.leftOut)")
        #expect(made.leftOut.contains { $0.hasPrefix("2 calls were refused with") })
    }

    @Test("a page that is silently shorter than its question is not the whole, unless an empty one follows")
    func shortPages() {
        func windows(_ pages: [(page: Int, rows: Int)], total: Int) -> Int {
            var session = Session()
            for (page, count) in pages {
                let list = (0..<count).map {
                    #"{"devAddr":"1","timestamp":\#(Self.midnight + Int64(page * 100 + $0) * 900_000),"value":"1"}"#
                }
                session.call(
                    "meter/historySingle",
                    #"{"devList":"1","cgcode":"5069","start":"2024-07-10 00:00:00","end":"2024-07-11 00:00:00","curPage":\#(page),"pageSize":50}"#,
                    answer:
                        #"{"code":200,"data":{"total":\#(total),"pageSize":50,"list":[\#(list.joined(separator: ","))]}}"#
                )
            }
            return texts(scenario(session).rows).count { $0.contains("from") }
        }

        #expect(windows([(1, 10)], total: 30) == 0)
        #expect(windows([(1, 10)], total: 10) == 1)
        #expect(windows([(1, 10), (2, 0)], total: 30) == 1)
    }

    @Test("a result of which a message is broken says nothing of the meters that are missing")
    func brokenMessage() {
        var session = Session()
        session.call(
            "meter/readSingle",
            #"{"devList":"1,2","cgcode":"5050"}"#,
            answer: #"{"code":200,"data":{"planId":"p","topicId":"T/1"}}"#
        )
        session.push(
            #"{"planId":"p","data":{"list":[{"devAddr":"1","timestamp":\#(Self.midnight),"cgcode":"5050","value":"2"}]}}"#
        )
        let whole = texts(scenario(session).rows).count { $0.contains("from") }
        session.push(#"{"planId":"p","data":{"list":["#)
        #expect(whole == 1)
        #expect(!texts(scenario(session).rows).contains { $0.contains("from") })
    }

    @Test("anonymised texts have no number of the recording, also within words, and no user in quotes")
    func anonymisedTexts() {
        var session = evening
        let words = "'collector' may not read DCU2211, of 0042001: collectors"
        session.call("meter/relay", "{}", answer: #"{"code":500,"msg":"\#(words)"}"#)
        let text = String(decoding: scenario(session).anonymised.document.prettyPrinted, as: UTF8.self)

        #expect(text.contains("'user-1' may not read DCU"), "\(text)")
        for name in ["'collector'", "2211", "0042001"] { #expect(!text.contains(name), "\(name)") }
    }
    @Test("a user whose name is a word of prose is replaced in quotes alone, and what stays is told")
    func proseUsers() {
        var session = evening
        let words = #"the collector's list has 'collector', no collector"#
        session.call("meter/relay", "{}", answer: #"{"code":500,"msg":"\#(words)"}"#)
        let made = scenario(session).anonymised
        let text = String(decoding: made.document.prettyPrinted, as: UTF8.self)

        #expect(text.contains("the collector's list has 'user-1', no collector"), "\(text)")
        #expect(made.leftOut.contains { $0.hasPrefix("1 refusal has the name of a user") }, "\(made.leftOut)")
        #expect(!made.leftOut.contains { $0.contains("user-1") })
    }
}
