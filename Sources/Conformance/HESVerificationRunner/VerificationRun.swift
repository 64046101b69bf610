package import HESConformance
import HESContract
package import HESVerification
import JSON
import SimulationKernel

/// Carries out probes on a HES until none is left that tells more.
package struct VerificationRun<Subject: VerificationSubject> {
    /// What a run tells while it goes on.
    package enum Progress: Sendable {
        case probe(Probe, number: Int, calls: Int, open: [String])
        case stopped(String)
    }

    package struct Outcome: Sendable {
        package let events: [EvidenceEvent]
        package let talk: Conversation
        package let findings: Findings
        /// Ids of the probes that were carried out.
        package let done: [String]
        package let calls: Int
        /// Whether it ended because the HES no longer answered.
        package let isUnanswered: Bool
        /// Why no more was asked; nil for a run to its end.
        package let stop: String?
    }

    private let setup: VerificationSetup
    private let probes: [Probe]
    private let subject: Subject
    private let onProgress: @Sendable (Progress) -> Void
    /// Why the run shall end; nil without a way to end it.
    private let interruption: (@Sendable () -> String?)?
    /// Whether the probe at hand changes something, which it puts back before the run ends.
    private var isWriting = false
    private var log: EvidenceLog
    private var tokens = CallForm.Tokens()
    private var calls = 0
    private var logins = 0
    private var done: [String] = []
    /// Why no more is asked.
    private var stop: String?
    /// Calls in a row that had no answer.
    private var unanswered = 0
    /// What came in place of the last answer that was expected.
    private var trouble: String?

    private static var mostUnanswered: Int { 8 }

    /// `onEvent` gets the evidence line by line, as it comes; `interruption` is asked again and again for a reason to end.
    package init(
        _ setup: VerificationSetup,
        probes: [Probe],
        subject: Subject,
        onEvent: @escaping @Sendable (EvidenceEvent) -> Void = { _ in },
        onProgress: @escaping @Sendable (Progress) -> Void = { _ in },
        interruption: (@Sendable () -> String?)? = nil
    ) {
        self.setup = setup
        self.probes = probes
        self.subject = subject
        self.onProgress = onProgress
        self.interruption = interruption
        log = EvidenceLog(setup, onEvent: onEvent)
    }

    package mutating func run() async -> Outcome {
        log.begin(RunHeader.make(setup), at: await subject.now())
        for filter in ["/\(setup.tenantCode)/#", "\(setup.tenantCode)/#"] { await subscribe(filter) }
        let planner = ProbePlanner(probes)
        var open = DialectCatalogue.all.map(\.name)
        while stop == nil, !isEnding {
            guard let probe = first() ?? planner.next(done: done, open: open, talk: log.talk, of: setup) else { break }
            guard mayBegin(probe) else { break }
            let told = probe.tells.map(\.key).filter(open.contains)
            onProgress(.probe(probe, number: done.count + 1, calls: calls, open: told))
            await carryOut(probe)
            if isEnding, !probe.writes { break }
            done.append(probe.id)
            open = planner.stillOpen(open, after: log.talk, by: probe)
            if probe.id == RunHeader.loginProbe, tokens.present.isEmpty {
                stop = "no token was given" + (trouble.map { " (\($0))" } ?? "")
            }
        }
        stop = stop ?? interruption?()
        if let stop { onProgress(.stopped(stop)) }
        await drain(within: .zero)
        log.add(.end(EvidenceEvent.Nothing()), at: await subject.now())
        return Outcome(
            events: log.events,
            talk: log.talk,
            findings: findings(),
            done: done,
            calls: calls,
            isUnanswered: unanswered >= Self.mostUnanswered,
            stop: stop
        )
    }

    private func findings() -> Findings { Findings(log.talk, probes: probes, done: done, of: setup) }

    /// The login comes before everything.
    private func first() -> Probe? { done.isEmpty ? probes.first { $0.id == RunHeader.loginProbe } : nil }

    /// A probe that writes begins only with calls left for every attempt, so that it can put back what it changed.
    private mutating func mayBegin(_ probe: Probe) -> Bool {
        let most = probe.mostCalls + CallBound.mostLogins - logins
        guard probe.writes, setup.maxCalls - calls < most else { return true }
        let left = setup.maxCalls - calls
        stop = "\(probe.id) changes something and may take \(most.counted("call")), of which --max-calls leaves \(left)"
        return false
    }

    // MARK: Steps

    private mutating func carryOut(_ probe: Probe) async {
        isWriting = probe.writes
        defer { isWriting = false }
        for step in probe.steps where stop == nil && !isEnding {
            log.beginStep(source(of: step, in: probe), at: await subject.now())
            switch step.act {
            case .pause(let duration): await pause(duration)
            case .listenAgain: await listenAgain()
            case .call(let form): await call(form, as: step)
            }
            log.endStep(at: await subject.now())
        }
    }

    /// Whether the run shall end, and nothing has to be put back.
    private var isEnding: Bool { !isWriting && interruption?() != nil }

    /// The longest wait between two looks at the interruption.
    private func untilLook(_ rest: SimulatedDuration) -> SimulatedDuration {
        interruption == nil ? rest : min(rest, .milliseconds(250))
    }

    /// Takes messages meanwhile, so that none finds the box full.
    private mutating func pause(_ duration: SimulatedDuration) async {
        let end = await subject.now() + duration
        while true {
            let rest = end - (await subject.now())
            guard rest > .zero, !isEnding else { return }
            await drain(within: untilLook(rest))
        }
    }

    private func source(of step: ProbeStep, in probe: Probe) -> JSONValue {
        let unknown = [setup.unknownMeter, setup.strangeMeter, setup.unknownDCU]
        return ["probe": .string(probe.id), "as": .string(step.label), "unknown": .words(unknown)]
    }

    private mutating func listenAgain() async {
        guard let topic = Facts(log.talk, of: setup).pushTopic else { return }
        await drain(within: .zero)
        await subscribe(topic)
        await drain(within: .seconds(2))
    }

    private mutating func subscribe(_ filter: String) async {
        let answer = await subject.subscribe(filter)
        log.subscribe(filter, answer: answer, at: await subject.now())
    }

    // MARK: Calls

    private mutating func call(_ form: CallForm, as step: ProbeStep) async {
        for attempt in 1...form.mostAttempts {
            guard await mayCall(again: attempt > 1) else { return }
            let facts = Facts(log.talk, of: setup)
            guard let request = form.request(at: await subject.now(), for: setup, with: tokens, given: facts) else {
                return
            }
            switch await send(request) {
            case .accepted(let plan):
                if form.endpoint.makesPlan { await awaitResult(of: plan, to: form) }
                return
            case .tokenRefused where form.token == .both && !step.mayBeRefused: await logInAgain()
            case .tokenRefused, .other: break
            }
        }
    }

    private mutating func mayCall(again isRepeated: Bool) async -> Bool {
        guard !isEnding else { return false }
        guard calls < setup.maxCalls else {
            stop = setup.maxCalls.counted("call was", plural: "calls were") + " made (--max-calls)"
            return false
        }
        guard !log.isFull else {
            stop = "the evidence has as many bytes as a run may keep"
            return false
        }
        if calls > 0 { await pause(isRepeated ? setup.pace + setup.pace : setup.pace) }
        calls += 1
        return true
    }

    private enum Sent {
        case accepted(plan: AcceptedPlan?)
        case tokenRefused
        case other
    }

    private struct AcceptedPlan {
        let planID: String?
        let topic: String?
        let answered: SimulatedInstant
    }

    private mutating func send(_ request: ProbeRequest) async -> Sent {
        let exchange = log.ask(request, at: await subject.now())
        var writer = JSONWriter()
        writer.node(request.body)
        let answer = await subject.call(
            WireRequest(
                endpoint: request.endpoint,
                contentType: request.contentType,
                headerToken: request.headerToken,
                body: writer.bytes
            )
        )
        let waiting = await subject.messages(within: .zero)
        guard case .reply(let reply) = answer else {
            for message in waiting { log.take(message) }
            if case .failed(let reason) = answer { noteUnanswered(reason) }
            return .other
        }
        unanswered = 0
        for message in waiting where message.order < reply.order { log.take(message) }
        let token = log.answer(reply, to: exchange, of: request.endpoint)
        for message in waiting where message.order > reply.order { log.take(message) }
        return sent(reply, token: token, endpoint: request.endpoint)
    }

    private mutating func noteUnanswered(_ reason: String) {
        trouble = reason
        unanswered += 1
        if unanswered >= Self.mostUnanswered { stop = "\(unanswered) calls in a row had no answer (\(reason))" }
    }

    private mutating func sent(_ reply: WireReply, token: String?, endpoint: Endpoint) -> Sent {
        guard
            case .httpReply(let event)? = log.events.last(where: {
                if case .httpReply = $0.kind { true } else { false }
            })?.kind
        else { return .other }
        let code = event.json?.member("code")?.value
        let isAccepted = (code?.integer ?? code?.string.flatMap { Int($0) }) == 200 && reply.status == 200
        guard isAccepted else {
            let message = event.json?.member("msg")?.value.string ?? ""
            trouble = "HTTP \(reply.status)" + (message.isEmpty ? "" : ", \"\(message)\"")
            let isUnauthorised = reply.status == 401 || (code?.integer ?? 0) == 401
            let isAboutToken = isUnauthorised || message.lowercased().contains("token")
            return isAboutToken && endpoint != .getToken ? .tokenRefused : .other
        }
        if endpoint == .getToken, let token {
            tokens.present = token
            if tokens.first.isEmpty { tokens.first = token }
        }
        return .accepted(plan: AcceptedPlan(planID: event.planID, topic: event.topic, answered: reply.instant))
    }

    /// A token that died meanwhile; bounded, as no token is asked for in a loop.
    private mutating func logInAgain() async {
        guard logins < CallBound.mostLogins, await mayCall(again: false) else { return }
        logins += 1
        let login = CallForm.login
        guard
            let request = login.request(
                at: await subject.now(),
                for: setup,
                with: tokens,
                given: Facts(log.talk, of: setup)
            )
        else { return }
        _ = await send(request)
    }

    // MARK: Results

    /// The longest silence behind a message that may be one of several.
    private static var silence: SimulatedDuration { .seconds(3) }

    private mutating func awaitResult(of plan: AcceptedPlan?, to form: CallForm) async {
        guard let plan else { return }
        if let topic = plan.topic, topic.contains("/"), !isCovered(topic) { await subscribe(topic, of: plan.planID) }
        let deadline = plan.answered + setup.pushWait
        while true {
            guard !log.talk.isResultComplete else { return }
            let now = await subject.now()
            let until =
                log.talk.lastMessage.map { min(deadline, $0.last + Self.silence + ($0.first - plan.answered)) }
                ?? deadline
            guard until > now, !isEnding else { return }
            await drain(within: untilLook(until - now))
        }
    }

    /// To an answered topic outside the tenant's own, if it names the plan: the HES does not choose what else is heard.
    private mutating func subscribe(_ topic: String, of plan: String?) async {
        guard let filter = AnsweredTopic(topic).filter(of: plan) else {
            let what = "no subscription to the answered \(topic): it does not name the plan alone"
            log.remark(what, at: await subject.now())
            return
        }
        await subscribe(filter)
    }

    private func isCovered(_ topic: String) -> Bool {
        topic.hasPrefix("/\(setup.tenantCode)/") || topic.hasPrefix("\(setup.tenantCode)/")
    }

    private mutating func drain(within limit: SimulatedDuration) async {
        for message in await subject.messages(within: limit) where !log.isFull { log.take(message) }
        let dropped = await subject.takeDropped()
        guard dropped > 0 else { return }
        let what = dropped.counted("message found no room and is", plural: "messages found no room and are")
        log.remark("\(what) not judged", at: await subject.now())
    }
}
