import HESContract
import SimulationKernel
import Testing

@Suite("Plan names")
struct PlanIDTests {
    private func time(_ text: String, plus milliseconds: Int = 0) throws -> CivilTime {
        var time = try #require(CivilTime(parsing: text))
        time.millisecondOfDay += milliseconds
        return time
    }

    @Test("a name is P003_, the wall clock to the millisecond, and three digits")
    func form() throws {
        let id = PlanID.next(at: try time("2024-07-11 16:20:01", plus: 113), after: nil)

        #expect(id.description == "P003_20240711162001113000")
        #expect(PlanID(parsing: id.description) == id)
    }

    @Test("five thousand names in one millisecond are distinct and increasing")
    func manyInOneMillisecond() throws {
        let time = try time("2024-12-31 23:59:59", plus: 999)
        var last: PlanID?
        var names: [String] = []
        for _ in 0..<5000 {
            let id = PlanID.next(at: time, after: last)
            names.append(id.description)
            last = id
        }

        #expect(Set(names).count == 5000)
        #expect(names == names.sorted())
        #expect(names.last == "P003_20250101000000003999")
    }

    @Test("names go on increasing where the wall clock goes back an hour")
    func clockGoesBack() throws {
        let before = PlanID.next(at: try time("2024-10-27 02:59:59"), after: nil)
        let after = PlanID.next(at: try time("2024-10-27 02:00:00"), after: before)

        #expect(after.description == "P003_20241027025959000001")
    }

    @Test(
        "other texts are no names",
        arguments: ["", "P003_", "P003_20241327025959000001", "P004_20241027025959000001"]
    )
    func others(text: String) {
        #expect(PlanID(parsing: text) == nil)
    }
}
