import HESSimulation
import SimulationKernel
import Testing

@testable import HESFaults

@Suite("Parameters of faults")
struct ParameterTests {
    @Test("the summary ends with the default, as a scenario writes it")
    func summary() {
        let count = Parameter("count", as: .integer(1...9), default: 7, summary: "of them")
        let gap = Parameter("gap", as: .duration, default: .minutes(90), summary: "")
        let now = Parameter("after", as: .duration, default: .zero, summary: "", remark: ": at once")
        let share = Parameter("share", as: .number(0...1), default: 0.5, summary: "of all")
        let text = Parameter("msg", as: .text, default: "system busy", summary: "")
        let name = Parameter(optional: "name", as: .text, summary: "of one")

        #expect(count.declaration.summary == "of them; default 7")
        #expect(gap.declaration.summary == "default 90m")
        #expect(now.declaration.summary == "default 0: at once")
        #expect(share.declaration.summary == "of all; default 0.5")
        #expect(text.declaration.summary == "default 'system busy'")
        #expect(name.declaration.summary == "of one")
    }

    @Test("a parameter reads what was given, else its default, else nothing")
    func values() {
        let count = Parameter("count", as: .integer(1...9), default: 7, summary: "")
        let name = Parameter(optional: "name", as: .text, summary: "")
        var given = FaultArguments()
        given["count"] = .integer(2)
        given["name"] = .text("a")

        #expect(count.value(in: given) == 2)
        #expect(count.value(in: FaultArguments()) == 7)
        #expect(name.value(in: given) == "a")
        #expect(name.value(in: FaultArguments()) == nil)
    }

    @Test("a required parameter that is absent, and one of another form, are mistakes of the program")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            _ = Parameter("count", as: .integer(1...9), summary: "").value(in: FaultArguments())
        }
        await #expect(processExitsWith: .failure) {
            var given = FaultArguments()
            given["count"] = .text("two")
            _ = Parameter("count", as: .integer(1...9), summary: "").value(in: given)
        }
    }
}
