import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

@Suite("Recorded rows of a scenario")
struct RecordedRowsTests {
    private func read(_ rows: String, side: String? = nil) -> Scenario.Reading {
        let parts = ScenarioParts { name, _ in
            guard name == "evening.rows.jsonl", let side else {
                return .failure(ScenarioParts.Refusal(expected: "a readable file", hint: "'\(name)' is none"))
            }
            return .success(ScenarioParts.Part(file: "folder/\(name)", bytes: Array(side.utf8)))
        }
        let text =
            #"{"name":"n","tenants":[{"dcus":[{"dcuNo":"1","meters":["1001"]}],"history":{"rows":\#(rows)}}]}"#
        return Scenario.read(Array(text.utf8), file: "main.json", now: Repository.instant, parts: parts)
    }

    private let line = #"{"devAddr":"1001","cgcode":"5069","timestamp":1720540800000,"value":"7340.740","unit":"kWh"}"#

    @Test("a side file and an array of rows are the same, and the document carries the rows itself")
    func sideFile() throws {
        let window = #"{"devAddr":"1001","cgcode":"1","from":1720540800000,"until":1720627200000,"in":"history"}"#
        let side = read(#""evening.rows.jsonl""#, side: line + "\n\n" + window + "\n")
        let inline = read("[\(line),\(window)]")
        let worlds = try [side, inline].map { try #require($0.scenario?.worlds.first, "\($0.diagnostics)") }

        #expect(worlds.map(\.recordedRows.rowCount) == [1, 1])
        #expect(worlds.map(\.recordedRows.windowCount) == [1, 1])
        #expect(side.diagnostics.isEmpty)
        let again = ScenarioDocument(worlds[0].document, name: "again").read(now: Repository.instant)
        #expect(again.scenario?.worlds.first?.recordedRows.rowCount == 1, "\(again.diagnostics)")
        #expect(
            side.scenario?.explanation.contains { $0.contains("1 recorded row of 1 meter is answered as recorded") }
                == true
        )
    }

    @Test("a mistake in a side file names its file and line")
    func placeOfMistake() {
        let wrongKey = line.replacing("cgcode", with: "cgcod")
        let found = read(#""evening.rows.jsonl""#, side: line + "\n" + wrongKey).diagnostics.map(\.description)
        let noJSON = read(#""evening.rows.jsonl""#, side: line + "\n{\"devAddr\":").diagnostics.map(\.description)

        #expect(found.contains { $0.hasPrefix("folder/evening.rows.jsonl:2:") && $0.contains("cgcode") }, "\(found)")
        #expect(noJSON.count == 1 && noJSON[0].hasPrefix("folder/evening.rows.jsonl:2:12: error"), "\(noJSON)")
    }

    @Test(
        "what cannot be is refused with its place",
        arguments: [
            (#""gone.jsonl""#, "a readable side file of rows"),
            (#"[{"devAddr":"1001","cgcode":"5069","timestamp":-1,"value":"1"}]"#, "an integer from 0"),
            (#"[{"devAddr":"1001","cgcode":"1","timestamp":1,"value":"1"}]"#, "one of"),
            (#"[{"devAddr":"1001","cgcode":"5069","timestamp":1,"value":[1]}]"#, "a text, a number or null"),
            (#"[{"devAddr":"1001","cgcode":"5069","from":2,"until":1}]"#, "'from' at or before 'until'"),
            (
                #"[{"devAddr":"1001","cgcode":"5069","timestamp":1,"value":"1"},"#
                    + #"{"devAddr":"1001","cgcode":"5069","timestamp":1,"value":"1","in":"meter"}]"#,
                "one row for each meter, item and stamp"
            ),
            (
                #"[{"devAddr":"1001","cgcode":"5069","timestamp":1,"value":"1","in":"histroy"}]"#,
                "one of history, meter"
            ),
        ]
    )
    func refused(rows: String, expected: String) {
        let reading = read(rows)

        #expect(reading.scenario == nil)
        #expect(
            reading.diagnostics.contains { $0.description.contains("expected \(expected)") },
            "\(reading.diagnostics)"
        )
    }

    @Test("a row of a meter that the tenant has not, and a unit that the world does not answer, are warnings")
    func warnings() {
        let found = read(
            #"[{"devAddr":"7","cgcode":"5069","timestamp":1,"value":"1","unit":"Wh"}]"#
        ).diagnostics.map(\.description)

        #expect(found.contains { $0.contains("expected a meter of the tenant, found \"7\"") }, "\(found)")
        #expect(found.contains { $0.contains("expected the unit that this world answers, \"kWh\"") }, "\(found)")
    }

    @Test("a document of a request takes no side file, and says so")
    func requests() {
        let text = #"{"name":"n","tenants":[{"history":{"rows":"evening.rows.jsonl"}}]}"#
        let found = Scenario.read(Array(text.utf8), file: "body", now: Repository.instant).diagnostics.map(
            \.description
        )

        #expect(found.count == 1 && found[0].contains("take no files of this machine"), "\(found)")
    }
}
