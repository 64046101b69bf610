import HESRecording
import JSON
import Testing

@testable import hes_sim

@Suite("The results that a replay hears")
struct ReplayInboxTests {
    private func payload(_ plan: String, number: Int) -> [UInt8] {
        Array(#"{"planId":"\#(plan)","n":\#(number)}"#.utf8)
    }

    @Test("a payload counts once, however often it comes, and one of no plan not at all")
    func copies() async {
        let inbox = ReplayInbox()
        for _ in 1...3 { inbox.put(payload("P1", number: 1)) }
        inbox.put(Array("no JSON".utf8))
        inbox.put(payload("P2", number: 1))

        #expect(await inbox.wait(for: "P1", count: 1, within: .zero).count == 1)
        #expect(await inbox.wait(for: "P2", count: 1, within: .zero).count == 1)
    }

    @Test("results beyond the bound are left out, and those before it stay")
    func bound() async {
        let size = payload("P1", number: 1).count
        let inbox = ReplayInbox(capacity: 2 * size)
        for number in 1...4 { inbox.put(payload("P1", number: number)) }

        let heard = await inbox.wait(for: "P1", count: 2, within: .zero)
        #expect(heard.compactMap { $0.member("n")?.value.wordOrDigits } == ["1", "2"])
    }
}
