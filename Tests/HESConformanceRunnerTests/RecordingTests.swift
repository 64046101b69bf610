import HESConformance
import HESContract
import JSON
import SimulationKernel
import Testing

@testable import HESClientDriver
@testable import HESConformanceRunner

@Suite("Recording", .timeLimit(.minutes(1)))
struct RecordingTests {
    private static func recorder() -> EvidenceRecorder { EvidenceRecorder(start: SimulatedInstant(milliseconds: 7)) }

    @Test("events are numbered in order, and what a client prints to stderr stands before the end")
    func order() {
        let recorder = Self.recorder()
        recorder.record(.driverStderr(.init("early")))
        recorder.record(.clock(.init("advance 1s")))
        let (events, isFull) = recorder.close()
        recorder.record(.clock(.init("too late")))

        #expect(events.map(\.kind.word) == ["clock", "driver.stderr", "end"])
        #expect(events.map(\.seq) == [1, 2, 3])
        #expect(events.allSatisfy { $0.milliseconds == 7 })
        #expect(!isFull)
        #expect(recorder.close().events.count == 3)
    }

    @Test("while time flows, what moves the client's clock stands before the end")
    func ticks() {
        let recorder = Self.recorder()
        let tick: JSONValue = ["type": "op", "id": 3, "op": "clock.advance", "args": ["seconds": 1]]
        recorder.record(.driverSent(.init(tick)))
        recorder.flow(since: .now)
        recorder.record(.driverSent(.init(["type": "op", "id": 4, "op": "clock.advance", "args": ["seconds": 1]])))
        recorder.record(.driverReceived(.init(["type": "op.done", "re": 4, "outcome": "ok"])))
        recorder.record(.driverReceived(.init(["type": "op.done", "re": 2, "outcome": "ok"])))
        recorder.flow(since: nil)
        recorder.record(.stepEnd(.init(0)))

        let kinds = recorder.close().events.map(\.kind.word)

        #expect(
            kinds == ["driver.sent", "driver.received", "step.end", "driver.sent", "driver.received", "end"]
        )
    }

    @Test("secrets and tokens are masked wherever they stand, a longer one first")
    func masked() {
        let recorder = Self.recorder()
        recorder.hide("pw", as: "<password>")
        recorder.hide("pw-long", as: "<secretKey>")
        recorder.hide(token: "abc")
        recorder.hide(token: "abc")
        recorder.hide(token: "def")
        var request = EvidenceEvent.HTTPRequest(exchange: 1, method: "POST", path: "/def")
        (request.body, request.json) = ("pw-long pw", ["abc": ["abc", 1]])
        recorder.record(.httpRequest(request))

        let line = String(decoding: recorder.close().events[0].line, as: UTF8.self)

        #expect(line.contains(#""path":"/<token-2>""#))
        #expect(line.contains(#""body":"<secretKey> <password>","json":{"<token-1>":["<token-1>",1]}"#))
    }

    @Test("beyond its capacity only what the suite says, and why the case fails, is kept")
    func full() {
        let recorder = Self.recorder()
        for _ in 0...EvidenceRecorder.capacity { recorder.record(.driverNoise(.init("x"))) }
        #expect(recorder.isFull)
        recorder.record(.driverProtocol(.init("too much")))
        recorder.record(.stepEnd(.init(0)))

        let (events, isFull) = recorder.close()

        #expect(isFull)
        #expect(events.suffix(3).map(\.kind.word) == ["driver.protocol", "step.end", "end"])
        #expect(events.count == EvidenceRecorder.capacity + 3)
        #expect(events[EvidenceRecorder.capacity].plane == .report)
    }
}

@Suite("Events of a driver")
struct DriverEventRouterTests {
    private static func lines(_ recorder: EvidenceRecorder) -> [String] {
        recorder.close().events.compactMap { event -> String? in
            if case .driverNoise(let noise) = event.kind { noise.line } else { nil }
        }
    }

    @Test("before the first case they go in front of it, between cases nowhere")
    func routed() {
        let router = DriverEventRouter()
        let (first, second) = (
            EvidenceRecorder(start: .init(milliseconds: 0)), EvidenceRecorder(start: .init(milliseconds: 0))
        )
        router.handle(.noise("early"))
        router.lead(to: first)
        router.handle(.noise("first"))
        router.lead(to: nil)
        router.handle(.noise("between"))
        router.lead(to: second)
        router.handle(.noise("second"))

        #expect(Self.lines(first) == ["early", "first"])
        #expect(Self.lines(second) == ["second"])
    }

    @Test("a client that talks before it is asked anything is kept for 200 lines")
    func early() {
        let router = DriverEventRouter()
        for number in 0..<300 { router.handle(.noise("\(number)")) }
        let recorder = EvidenceRecorder(start: .init(milliseconds: 0))
        router.lead(to: recorder)

        #expect(Self.lines(recorder).count == 200)
    }

    @Test("a client's further lines are kept up to a quota, and the first beyond it is told apart")
    func quota() {
        var quota = OutputQuota()
        let admissions = (0..<OutputQuota.maximumLines + 2).map { _ in quota.admit() }

        #expect(admissions.prefix(OutputQuota.maximumLines).allSatisfy { $0 == .yes })
        #expect(admissions.suffix(2) == [.justOver, .over])
        #expect((0..<OutputQuota.maximumLines).allSatisfy { _ in quota.admitsError() })
        let admitsMore = quota.admitsError()
        #expect(!admitsMore)
    }
}

@Suite("Subscriptions and acknowledgements", .timeLimit(.minutes(1)))
struct PlanWatchTests {
    @Test("a push may leave for who is subscribed to its topic on a connection that lives")
    func subscribed() {
        let watch = PlanWatch()
        watch.subscribed(1, to: ["/t/+"])
        watch.subscribed(2, to: ["/u/#"])
        #expect(watch.isSubscribed(to: "/t/P1") && watch.isSubscribed(to: "/u/a/b"))
        #expect(!watch.isSubscribed(to: "/v"))

        watch.subscribed(1, to: ["/w"])
        watch.unsubscribed(2, from: ["/t/+", "/w"])
        watch.unsubscribed(1, from: ["/w", "/never"])
        #expect(!watch.isSubscribed(to: "/w"))
        #expect(watch.isSubscribed(to: "/t/P1"), "what another connection gives back is its own")

        watch.ended(1)
        #expect(!watch.isSubscribed(to: "/t/P1"))
        watch.forgetSubscriptions()
        #expect(!watch.isSubscribed(to: "/u/a/b"))
    }

    @Test(
        "a filter counts as the judge reads it",
        arguments: [
            ("/t/#", true), ("/t/#/x", false), ("/t/P1#", false), ("$share/g//t/#", true), ("$share//t/#", false),
        ]
    )
    func filters(filter: String, isMatching: Bool) {
        let watch = PlanWatch()
        watch.subscribed(1, to: [filter])

        #expect(watch.isSubscribed(to: "/t/P1") == isMatching)
        #expect(TopicFilter(filter).matches("/t/P1") == isMatching)
    }

    @Test("the oldest push that was not acknowledged counts until it is")
    func acknowledged() {
        let watch = PlanWatch()
        #expect(watch.oldestUnheard == nil && watch.lastHeard == nil)
        watch.pushed()
        watch.pushed()
        let oldest = watch.oldestUnheard
        watch.heard()
        #expect(watch.oldestUnheard != oldest && watch.oldestUnheard != nil && watch.lastHeard != nil)
        watch.heard()
        watch.heard()
        #expect(watch.oldestUnheard == nil)
    }

    @Test("the first answer to a call counts")
    func answered() {
        let watch = PlanWatch()
        #expect(watch.instantOfAnswer("P1") == nil)
        watch.answered("P1")
        let first = watch.instantOfAnswer("P1")
        watch.answered("P1")
        #expect(first != nil && watch.instantOfAnswer("P1") == first)
    }

    @Test("what happened before one waits is not missed")
    func woken() async {
        let watch = PlanWatch()
        watch.wake()
        await watch.nextChange()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watch.nextChange() }
            watch.answered("P1")
        }
    }
}
