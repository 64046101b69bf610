import HESContract
import JSON

/// The suite's half of the driver protocol: returns effects, and performs none itself.
struct DriverConversation: Sendable {
    /// Nil as an answer: the client ended with 0 after `bye`.
    typealias Reply = Result<DriverAnswer?, SessionFailure>
    typealias Waiter = CheckedContinuation<Reply, Never>

    enum Effect: Sendable {
        case note(DriverEvent)
        case send([UInt8])
        case resume(Waiter, Reply)
        /// End the client's process.
        case stop
        /// Kill the client's process.
        case kill
        /// Start the client's process again.
        case start
    }

    static let maximumLineBytes = 1 << 20
    static let maximumPending = 64

    private struct Pending {
        let request: DriverRequest
        var waiter: Waiter?
        var isGivenUp = false
    }

    private(set) var death: SessionFailure?
    private var pending: [Int: Pending] = [:]
    private var lastID = 0
    private var splitter = LineSplitter(maximumBytes: maximumLineBytes)
    private var lineNumber = 0
    private var isEndExpected = false
    private var hasEnded = false
    private var quota = OutputQuota()
    /// Waits for the process that is killed to be replaced.
    private var restarter: Waiter?

    /// Registers a request that is about to be sent, and returns its `id`.
    mutating func announce(_ request: DriverRequest) -> Int {
        lastID += 1
        pending[lastID] = Pending(request: request)
        return lastID
    }

    mutating func send(_ id: Int, waiter: Waiter) -> [Effect] {
        guard let announced = pending[id] else { return [.resume(waiter, .failure(death ?? .cancelled))] }
        if let refusal = refusal(announced) {
            pending[id] = nil
            return [.resume(waiter, .failure(refusal))]
        }
        let message = announced.request.json(id: id)
        var writer = JSONWriter()
        writer.node(message)
        guard writer.bytes.count < Self.maximumLineBytes else {
            pending[id] = nil
            let what = "\(announced.request.name) has \(writer.bytes.count) bytes, a line at most 1 MiB"
            return [.resume(waiter, .failure(.tooMuch(what)))]
        }
        pending[id]?.waiter = waiter
        if case .caseBegin = announced.request { quota = OutputQuota() }
        if case .bye = announced.request { isEndExpected = true }
        return [.note(.sent(message)), .send(writer.bytes + [0x0A])]
    }

    private func refusal(_ announced: Pending) -> SessionFailure? {
        if let death { return death }
        if announced.isGivenUp { return .cancelled }
        guard pending.count <= Self.maximumPending else {
            return .tooMuch("more than \(Self.maximumPending) requests wait for the client")
        }
        return nil
    }

    /// Gives up a request, as the wait for its answer was cancelled.
    mutating func giveUp(_ id: Int) -> [Effect] {
        guard let waiter = pending[id]?.waiter else {
            pending[id]?.isGivenUp = true
            return []
        }
        pending[id] = nil
        return [.resume(waiter, .failure(.cancelled))]
    }

    /// Ends a client that hangs, as a late answer could not be told from the next one.
    mutating func expire(_ id: Int, after patience: Duration) -> [Effect] {
        guard let late = pending[id], late.waiter != nil, death == nil else { return [] }
        var waitedFor = "an answer to \(late.request.name) (id \(id))"
        if case .bye = late.request { waitedFor = "the client's exit after 'bye'" }
        var effects: [Effect] = [.note(.timeout(waitedFor, after: patience))]
        effects += halfLine(", but its newline never came")
        isEndExpected = true
        return effects + die(.hung(waitedFor: waitedFor, patience: patience)) + [.stop]
    }
}

// MARK: - What the client says

extension DriverConversation {
    mutating func receive(_ bytes: [UInt8]) -> [Effect] {
        splitter.split(bytes).flatMap { receive($0) }
    }

    private mutating func receive(_ line: LineSplitter.Line) -> [Effect] {
        lineNumber += 1
        switch line {
        case .tooLong: return breach("the line has more than 1 MiB", re: nil)
        case .whole(let bytes):
            switch DriverLine(bytes) {
            case .noise: return note(.noise(DriverEvent.text(of: bytes)))
            case .broken(let complaint, let re): return breach("\(complaint)", re: re)
            case .message(let message): return receive(message)
            }
        }
    }

    private mutating func receive(_ message: DriverMessage) -> [Effect] {
        guard let asked = pending[message.re], let waiter = asked.waiter else {
            return note(.received(message.json)) + breach(nothingAsked(message), re: message.re)
        }
        do {
            let answer = try DriverAnswer(message, to: asked.request)
            pending[message.re] = nil
            return [.note(.received(message.json)), .resume(waiter, .success(answer))]
        } catch {
            return [.note(.received(message.json))] + breach("\(error)", re: message.re)
        }
    }

    private func nothingAsked(_ message: DriverMessage) -> String {
        guard message.re > lastID || message.re < 1 else {
            return "'re' is \(message.re), whose request is over; a request is answered once and in time"
        }
        let waiting = pending.keys.sorted().map { String($0) }.joined(separator: ", ")
        let must = waiting.isEmpty ? "nothing waits for an answer" : "it must be \(waiting), the 'id' of the request"
        return "'re' is \(message.re); \(must)"
    }

    /// Reports a breach, and fails the request that the line was meant for.
    private mutating func breach(_ what: String, re: Int?) -> [Effect] {
        let what = "line \(lineNumber) of stdout: \(what)"
        var effects = note(.breach(what))
        guard let victim = victim(re), let waiter = pending.removeValue(forKey: victim)?.waiter else { return effects }
        effects.append(.resume(waiter, .failure(.breach(what))))
        return effects
    }

    /// The request that a broken line was meant for: the one that it names, or the only one that waits, unless the line names
    /// one that is over.
    private func victim(_ re: Int?) -> Int? {
        if let re, pending[re] != nil { return re }
        guard pending.count == 1, let only = pending.keys.first else { return nil }
        if let re, re >= 1, re < only { return nil }
        return only
    }

    mutating func receiveError(_ line: [UInt8]) -> [Effect] {
        quota.admitsError() ? [.note(.standardError(DriverEvent.text(of: line)))] : []
    }

    /// Records an event of a client's output; ends a client whose output beyond its answers exceeds the quota.
    private mutating func note(_ note: DriverEvent) -> [Effect] {
        switch quota.admit() {
        case .yes: return [.note(note)]
        case .over: return []
        case .justOver:
            let what = "more than \(OutputQuota.maximumLines) lines on stdout answer nothing"
            isEndExpected = true
            return [.note(.breach(what))] + die(.breach(what)) + [.stop]
        }
    }
}

// MARK: - Its end

extension DriverConversation {
    /// The process closed its stdout.
    mutating func outputEnded() -> [Effect] {
        halfLine(" when stdout ended")
    }

    /// What a killed process has begun to say is not held against it.
    private mutating func halfLine(_ how: String) -> [Effect] {
        guard !splitter.rest.isEmpty, restarter == nil else { return [] }
        let beginning = String(decoding: splitter.rest.prefix(60), as: UTF8.self)
        splitter = LineSplitter(maximumBytes: Self.maximumLineBytes)
        return [
            .note(.breach("line \(lineNumber + 1) of stdout was begun\(how): \(JSONValue.string(beginning).excerpt)"))
        ]
    }

    mutating func ended(_ end: ClientEnd) -> [Effect] {
        guard !hasEnded else { return [] }
        if let restarter { return begunAnew(after: end, for: restarter) }
        hasEnded = true
        var effects: [Effect] = [.note(.exit(end, isExpected: isEndExpected))]
        for (id, asked) in pending.sorted(by: { $0.key < $1.key }) {
            guard case .bye = asked.request, let waiter = asked.waiter else { continue }
            pending[id] = nil
            guard end != .status(0) else {
                effects.append(.resume(waiter, .success(nil)))
                continue
            }
            let what = "after 'bye' the client ended with \(end) instead of exit status 0"
            effects += [.note(.breach(what)), .resume(waiter, .failure(.breach(what)))]
        }
        return effects + die(.ended(end))
    }

    mutating func failedToStart(_ failure: SessionFailure) -> [Effect] {
        die(failure)
    }

    /// Kills the process; `waiter` gets nil when it is gone and another one is being started.
    mutating func restart(waiter: Waiter) -> [Effect] {
        if let death { return [.resume(waiter, .failure(death))] }
        guard restarter == nil else { return [.resume(waiter, .failure(.tooMuch("two restarts at the same time")))] }
        restarter = waiter
        return [.kill]
    }

    /// The conversation with the next process: only the numbers of requests go on.
    private mutating func begunAnew(after end: ClientEnd, for waiter: Waiter) -> [Effect] {
        let waiters = pending.sorted { $0.key < $1.key }.compactMap(\.value.waiter)
        let known = lastID
        self = DriverConversation()
        lastID = known
        return [.note(.exit(end, isExpected: true))]
            + waiters.map { .resume($0, .failure(.ended(end))) } + [.start, .resume(waiter, .success(nil))]
    }

    /// Stops the process: the suite sends no further request.
    mutating func close() -> [Effect] {
        isEndExpected = true
        return [.stop]
    }

    /// Only the first failure is kept as the cause of death.
    private mutating func die(_ failure: SessionFailure) -> [Effect] {
        if death == nil { death = failure }
        let waiters = pending.sorted { $0.key < $1.key }.compactMap(\.value.waiter) + [restarter].compactMap(\.self)
        restarter = nil
        pending = pending.filter { $0.value.waiter == nil }
        return waiters.map { .resume($0, .failure(failure)) }
    }
}
