import HESContract
package import JSON

extension EvidenceEvent {
    /// What happened, with what is known of it.
    package enum Kind: Sendable {
        case begin(CaseHeader)
        case step(StepBegin)
        case stepEnd(StepEnd)
        case clock(Remark)
        case token(Token)
        case fault(Fault)
        case plan(Plan)
        case httpRequest(HTTPRequest)
        case httpReply(HTTPReply)
        case mqttConnect(MQTTConnect)
        case mqttSubscribe(MQTTTopics)
        case mqttUnsubscribe(MQTTTopics)
        case mqttDisconnect(MQTTDisconnect)
        case push(Push)
        case pushFailed(PushFailure)
        case broker(Remark)
        case trigger(Remark)
        case driverSent(Message)
        case driverReceived(Message)
        case driverNoise(Line)
        case driverStderr(Line)
        case driverExit(DriverExit)
        case driverTimeout(DriverTimeout)
        case driverProtocol(Remark)
        case error(Remark)
        case end(Nothing)
        /// A kind that this version does not know, in a file that another version wrote.
        case other(Other)
    }
}

extension EvidenceEvent.Kind {
    /// As the line's `kind` has it; the vocabulary of patterns and mutations.
    package enum Name: String, CaseIterable, Sendable {
        case begin = "case"
        case step
        case stepEnd = "step.end"
        case clock, token, fault, plan
        case httpRequest = "http.request"
        case httpReply = "http.reply"
        case mqttConnect = "mqtt.connect"
        case mqttSubscribe = "mqtt.subscribe"
        case mqttUnsubscribe = "mqtt.unsubscribe"
        case mqttDisconnect = "mqtt.disconnect"
        case push, pushFailed, broker, trigger
        case driverSent = "driver.sent"
        case driverReceived = "driver.received"
        case driverNoise = "driver.noise"
        case driverStderr = "driver.stderr"
        case driverExit = "driver.exit"
        case driverTimeout = "driver.timeout"
        case driverProtocol = "driver.protocol"
        case error, end
    }

    /// Nil for a kind that this version does not know.
    package var name: Name? {
        switch self {
        case .begin: .begin
        case .step: .step
        case .stepEnd: .stepEnd
        case .clock: .clock
        case .token: .token
        case .fault: .fault
        case .plan: .plan
        case .httpRequest: .httpRequest
        case .httpReply: .httpReply
        case .mqttConnect: .mqttConnect
        case .mqttSubscribe: .mqttSubscribe
        case .mqttUnsubscribe: .mqttUnsubscribe
        case .mqttDisconnect: .mqttDisconnect
        case .push: .push
        case .pushFailed: .pushFailed
        case .broker: .broker
        case .trigger: .trigger
        case .driverSent: .driverSent
        case .driverReceived: .driverReceived
        case .driverNoise: .driverNoise
        case .driverStderr: .driverStderr
        case .driverExit: .driverExit
        case .driverTimeout: .driverTimeout
        case .driverProtocol: .driverProtocol
        case .error: .error
        case .end: .end
        case .other: nil
        }
    }

    /// Such as `http.request`.
    package var word: String {
        if case .other(let other) = self { other.word } else { name?.rawValue ?? "" }
    }

    package var plane: EvidenceEvent.Plane {
        if case .other(let other) = self { other.plane } else { name?.plane ?? .suite }
    }
}

extension EvidenceEvent.Kind.Name {
    package var plane: EvidenceEvent.Plane {
        switch self {
        case .begin, .step, .stepEnd, .clock, .token, .fault, .plan, .pushFailed, .broker, .trigger, .error,
            .end:
            .suite
        case .httpRequest, .httpReply, .mqttConnect, .mqttSubscribe, .mqttUnsubscribe, .mqttDisconnect, .push: .wire
        case .driverSent, .driverReceived, .driverNoise, .driverStderr, .driverExit, .driverTimeout, .driverProtocol:
            .report
        }
    }

    /// Whether the event is an act of the client or follows from one; a trace mutation may change only these.
    var isOfClient: Bool {
        switch self {
        case .httpRequest, .httpReply, .mqttConnect, .mqttSubscribe, .mqttUnsubscribe, .mqttDisconnect, .driverReceived,
            .driverNoise, .driverStderr:
            true
        case .begin, .step, .stepEnd, .clock, .token, .fault, .plan, .push, .pushFailed, .broker, .trigger,
            .driverSent,
            .driverExit, .driverTimeout, .driverProtocol, .error, .end:
            false
        }
    }

    /// Stands behind the members in the table of `docs/reference/evidence.md`.
    package var meaning: String {
        switch self {
        case .begin: "the first event"
        case .step: "the step begins"
        case .stepEnd: "the step is over"
        case .clock: "the clock was moved on purpose"
        case .fault: "it was delivered"
        case .pushFailed: "the broker did not take the push over"
        case .broker: "connections cut, an outage begins or ends"
        case .trigger: "the command of `--trigger` is over: `done`, or how it failed"
        case .driverSent: "the object that went to the client"
        case .driverNoise: "stdout that is no message"
        case .driverStderr: "all of them stand before `end`, whenever they came"
        case .driverProtocol: "the client broke the protocol"
        case .error: "a fault of the suite itself; the case cannot be judged"
        case .end: "the last event"
        case .token, .plan, .httpRequest, .httpReply, .mqttConnect, .mqttSubscribe, .mqttUnsubscribe, .mqttDisconnect,
            .push, .driverReceived, .driverExit, .driverTimeout:
            ""
        }
    }
}

// MARK: - Members

extension EvidenceEvent.Kind.Name {
    /// Each as the table of `docs/reference/evidence.md` has it: ``` `planId`? (note)```.
    package var memberDescriptions: [String] {
        var walk = EvidenceMembers.describing
        _ = EvidenceEvent.Kind(empty: self).walked(&walk)
        return walk.descriptions
    }
}

extension EvidenceEvent.Kind {
    package var members: [(String, JSONValue)] {
        var walk = EvidenceMembers.writing
        _ = walked(&walk)
        return walk.values
    }

    /// The kind with every value changed; a value that its member cannot have stays as it is.
    package func changingValues(_ change: @escaping (JSONValue) -> JSONValue) -> EvidenceEvent.Kind {
        var walk = EvidenceMembers.changing(change)
        return walked(&walk)
    }

    /// - Returns: members that the kind does not have.
    mutating func read(_ members: [(String, JSONValue)]) throws(EvidenceError) -> [(String, JSONValue)] {
        var walk = EvidenceMembers.reading(members)
        let read = walked(&walk)
        if let problem = walk.problem { throw EvidenceError.member("\(problem) in '\(word)'") }
        self = read
        return walk.values
    }

    /// With default values, which reading replaces.
    init(empty name: Name) {
        switch name {
        case .begin: self = .begin(.init())
        case .step: self = .step(.init())
        case .stepEnd: self = .stepEnd(.init())
        case .clock: self = .clock(.init())
        case .token: self = .token(.init())
        case .fault: self = .fault(.init())
        case .plan: self = .plan(.init())
        case .httpRequest: self = .httpRequest(.init())
        case .httpReply: self = .httpReply(.init())
        case .mqttConnect: self = .mqttConnect(.init())
        case .mqttSubscribe: self = .mqttSubscribe(.init())
        case .mqttUnsubscribe: self = .mqttUnsubscribe(.init())
        case .mqttDisconnect: self = .mqttDisconnect(.init())
        case .push: self = .push(.init())
        case .pushFailed: self = .pushFailed(.init())
        case .broker: self = .broker(.init())
        case .trigger: self = .trigger(.init())
        case .driverSent: self = .driverSent(.init())
        case .driverReceived: self = .driverReceived(.init())
        case .driverNoise: self = .driverNoise(.init())
        case .driverStderr: self = .driverStderr(.init())
        case .driverExit: self = .driverExit(.init())
        case .driverTimeout: self = .driverTimeout(.init())
        case .driverProtocol: self = .driverProtocol(.init())
        case .error: self = .error(.init())
        case .end: self = .end(.init())
        }
    }

    func walked(_ members: inout EvidenceMembers) -> EvidenceEvent.Kind {
        switch self {
        case .begin(let payload): .begin(payload.walked(&members))
        case .step(let payload): .step(payload.walked(&members))
        case .stepEnd(let payload): .stepEnd(payload.walked(&members))
        case .clock(let payload): .clock(payload.walked(&members))
        case .token(let payload): .token(payload.walked(&members))
        case .fault(let payload): .fault(payload.walked(&members))
        case .plan(let payload): .plan(payload.walked(&members))
        case .httpRequest(let payload): .httpRequest(payload.walked(&members))
        case .httpReply(let payload): .httpReply(payload.walked(&members))
        case .mqttConnect(let payload): .mqttConnect(payload.walked(&members))
        case .mqttSubscribe(let payload): .mqttSubscribe(payload.walked(&members))
        case .mqttUnsubscribe(let payload): .mqttUnsubscribe(payload.walked(&members))
        case .mqttDisconnect(let payload): .mqttDisconnect(payload.walked(&members))
        case .push(let payload): .push(payload.walked(&members))
        case .pushFailed(let payload): .pushFailed(payload.walked(&members))
        case .broker(let payload): .broker(payload.walked(&members))
        case .trigger(let payload): .trigger(payload.walked(&members))
        case .driverSent(let payload): .driverSent(payload.walked(&members))
        case .driverReceived(let payload): .driverReceived(payload.walked(&members))
        case .driverNoise(let payload): .driverNoise(payload.walked(&members))
        case .driverStderr(let payload): .driverStderr(payload.walked(&members))
        case .driverExit(let payload): .driverExit(payload.walked(&members))
        case .driverTimeout(let payload): .driverTimeout(payload.walked(&members))
        case .driverProtocol(let payload): .driverProtocol(payload.walked(&members))
        case .error(let payload): .error(payload.walked(&members))
        case .end(let payload): .end(payload.walked(&members))
        case .other(let payload): .other(payload)
        }
    }
}

/// Members of one kind of event.
protocol EvidencePayload {
    /// With default values, which reading replaces.
    init()
    /// Names every member once, in the order of the line.
    mutating func walk(_ members: inout EvidenceMembers)
}

extension EvidencePayload {
    func walked(_ members: inout EvidenceMembers) -> Self {
        var copy = self
        copy.walk(&members)
        return copy
    }
}
