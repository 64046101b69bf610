import HESContract
import JSON
import Testing

@testable import HESReferenceClient

@Suite("Rows")
struct RowTests {
    private func rows(
        _ json: String,
        meters: [String] = ["0042"],
        cgcode: String = "5069",
        _ defects: Defects = []
    )
        throws -> [Row]
    {
        let list = try JSONParser.parse(Array(json.utf8)).value.elements
        return RowReader(meters: MeterMap(meters), cgcode: cgcode, defects: defects).rows(list)
    }

    @Test("a row is labelled with what was asked for, and keeps its digits")
    func labelled() throws {
        let found = try rows(#"[{"devAddr":"0042","timestamp":1720540800000,"unit":"kWh","value":"7340.740"}]"#)

        #expect(found.map(\.value) == ["7340.740"])
        #expect(found.map(\.cgcode) == ["5069"])
    }

    @Test("numbers for text, seconds for milliseconds and a lost zero are understood")
    func types() throws {
        let found = try rows(#"[{"devAddr":42,"timestamp":"1720540800","unit":"kWh","value":7340.740}]"#)

        #expect(found.map(\.devAddr) == ["0042"])
        #expect(found.map(\.timestamp) == [1_720_540_800_000])
        #expect(found.map(\.value) == ["7340.740"])
    }

    @Test("another number as text is another meter")
    func otherMeter() throws {
        #expect(try rows(#"[{"devAddr":"42","timestamp":1,"value":"1"}]"#).isEmpty)
    }

    @Test("a missing value is missing, never zero", arguments: [#""""#, "null", #""--""#, #""FFFFFFFF""#])
    func missing(value: String) throws {
        let row = #"[{"devAddr":"0042","timestamp":1720540800000,"value":\#(value)}]"#

        #expect(try rows(row).isEmpty)
        #expect(try rows(row, [.zeroFiller]).map(\.value) == ["0"])
    }

    @Test("channels are taken by their code, and none is no reading")
    func channels() throws {
        let row =
            #"{"devAddr":"0042","timestamp":1720540800000,"channelData":[{"cgcode":"5101","value":"1"},{"cgcode":5069,"value":"2"}]}"#

        #expect(try rows("[\(row)]", cgcode: "1").map(\.cgcode) == ["5101", "5069"])
        #expect(try rows(#"[{"devAddr":"0042","timestamp":1,"channelData":[]}]"#, cgcode: "1").isEmpty)
    }

    @Test(
        "base units become kilo without losing a digit",
        arguments: [("1234", "1.234"), ("12.5", "0.0125"), ("-7", "-0.007"), ("0", "0.000"), ("123456", "123.456")]
    )
    func baseUnits(watts: String, kilowatts: String) {
        let reading = MeterValue.read(.string(watts), unit: "W")

        #expect(reading?.value == kilowatts)
        #expect(reading?.unit == "kW")
    }

    @Test("the store keeps one row of a key, the latest")
    func store() {
        let store = RowStore(defects: [])
        var row = Row(devAddr: "1", cgcode: "5069", timestamp: 1, value: "1", unit: "kWh", source: "5069")
        store.put([row])
        row.value = "2"
        store.put([row])

        #expect(store.rows.map(\.value) == ["2"])
    }
}
