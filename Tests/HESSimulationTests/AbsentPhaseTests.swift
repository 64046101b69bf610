import HESContract
import HESMeterModel
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Phases that a meter lacks")
struct AbsentPhaseTests {
    private static let day = ("2024-07-10 00:00:00", "2024-07-10 23:59:59")
    private static let absent = [
        "5051", "5052", "5054", "5055", "5024", "5025", "5032", "5033", "5040", "5041", "5048", "5049",
    ]

    /// 1001 has one phase, 8001 three, and 8101 one and a value for phase B.
    private static let configuration: WorldConfiguration = {
        var world = WorldConfiguration.test()
        world.meterGroups += [
            MeterGroup(first: "8001", dcu: 1, traits: MeterTraits(profile: .standard(.commercial))),
            MeterGroup(first: "8101", dcu: 1, traits: MeterTraits(pinnedValues: [.voltageB: "231.5"])),
        ]
        return world
    }()

    @Test("are read as zeros, or fail and have no rows", arguments: absent)
    func values(cgcode: String) {
        var (zero, fails) = (
            TestWorld(Self.configuration), TestWorld(speaking: ["absentPhase": "fails"], Self.configuration)
        )

        let read = zero.read(cgcode, of: "1001,8001")
        #expect(read.status == "00")
        #expect(Double(read.rows[0].value) == (cgcode == "5048" || cgcode == "5049" ? 1 : 0))
        #expect(zero.history(cgcode, of: "1001,8001", from: Self.day.0, to: Self.day.1).total == 192)

        let failed = fails.read(cgcode, of: "1001,8001")
        #expect(failed.status == "01")
        #expect(failed.rows == [read.rows[1]])
        #expect(fails.history(cgcode, of: "1001,8001", from: Self.day.0, to: Self.day.1).total == 96)
        #expect(fails.read(cgcode).text.contains(#"{"status":"02","list":[]}"#))
    }

    @Test(
        "leave what the meter has",
        arguments: ["5050", "5053", "5022", "5023", "5030", "5038", "5046", "5047", "5069", "5099"]
    )
    func present(cgcode: String) {
        var (zero, fails) = (TestWorld(), TestWorld(speaking: ["absentPhase": "fails"]))

        #expect(fails.read(cgcode).text == zero.read(cgcode).text)
        let page = fails.history(cgcode, from: Self.day.0, to: Self.day.1)
        #expect(page.total > 0)
        #expect(page.text == zero.history(cgcode, from: Self.day.0, to: Self.day.1).text)
    }

    @Test("that the scenario gives a value are there")
    func pinned() {
        var world = TestWorld(speaking: ["absentPhase": "fails"], Self.configuration)

        #expect(world.read("5051", of: "8101").rows.map(\.value) == ["231.5"])
        #expect(world.history("5051", of: "8101", from: Self.day.0, to: Self.day.1).total == 96)
    }

    @Test("are the reason that the plan tells")
    func reason() {
        var world = TestWorld(speaking: ["absentPhase": "fails"])
        _ = world.read("5051")
        let record = world.headEnd.plans.records(atMost: 1) { _, _ in true }.first

        guard case .failed(let reason)? = record?.meters?.first?.outcome else {
            Issue.record("the meter did not fail")
            return
        }
        #expect(reason.sentence == "the meter has no such phase")
    }
}
