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

    private static let ordinals: [Int64] =
        [0, 1, -1, 1_720_627_200_000_000, -62_135_596_800_000_000, 253_402_300_799_999_999]
        + (0..<200).map { 1_720_627_200_000_000 + $0 * 7919 }

    @Test(
        "every form has one text for each ordinal, from which it is read again",
        arguments: [
            PlanID.Form.sample, .call(1), .call(7), .uuid, .numeric19,
        ]
    )
    func forms(form: PlanID.Form) {
        let ids = Self.ordinals.map { PlanID(ordinal: $0, form: form) }

        #expect(Set(ids.map(\.description)).count == Set(Self.ordinals).count)
        #expect(ids.allSatisfy { PlanID(parsing: $0.description) == $0 })
    }

    @Test("the forms look as they are called")
    func looks() throws {
        let ordinal: Int64 = 1_720_714_801_113_070
        let uuid = PlanID(ordinal: ordinal, form: .uuid).description
        let shape = try Regex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")

        #expect(PlanID(ordinal: ordinal, form: .call(7)).description == "P007_20240711162001113070")
        #expect(PlanID(ordinal: ordinal, form: .numeric19).description == "5001720714801113070")
        #expect(uuid.firstMatch(of: shape) != nil)
    }

    @Test("each call that makes plans has a prefix of its own, and none has the sample's")
    func prefixes() {
        let calls = Endpoint.allCases.filter(\.makesPlan)
        let names = calls.map {
            PlanID(ordinal: 0, form: Dialect.PlanIDForm.perCall.form(of: $0)).description.prefix(4)
        }

        #expect(names == ["P001", "P002", "P004", "P005", "P006", "P007"])
    }

    @Test(
        "other texts are no names",
        arguments: [
            "", "P003_", "P003_20241327025959000001", "P000_20241027025959000001", "P013_20241027025959000001",
            "123456789012345678", "00000000-0000-4000-8000-000000000001", "00000000-0000-0000-0000-00000000000g",
        ]
    )
    func others(text: String) {
        #expect(PlanID(parsing: text) == nil)
    }
}
