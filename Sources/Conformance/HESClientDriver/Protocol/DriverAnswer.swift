import HESContract
package import JSON

/// What the client answered, checked against the request.
package enum DriverAnswer: Sendable {
    case hello(ClientHello)
    case unsupported
    case caseReady
    case opDone(OperationResult)
    case caseEnded

    package init(_ message: DriverMessage, to request: DriverRequest) throws(DriverComplaint) {
        let known = ["hello.ok", "unsupported", "case.ready", "op.done", "case.ended"]
        guard known.contains(message.type) else {
            let what =
                "is \(JSONValue.string(message.type).excerpt); it must be one of \(known.joined(separator: ", "))"
            throw DriverComplaint(place: "type", what: what)
        }
        guard request.answerTypes.contains(message.type) else {
            let allowed = request.answerTypes.joined(separator: " or ")
            let must = allowed.isEmpty ? "nothing answers it but an exit with 0" : "its answer is \(allowed)"
            throw DriverComplaint(place: "type", what: "is \"\(message.type)\" after \(request.name); \(must)")
        }
        let reader = try ObjectReader.reading(message.json)
        switch (message.type, request) {
        case ("hello.ok", _): self = .hello(try ClientHello(reader))
        case ("case.ready", _): self = .caseReady
        case ("case.ended", _): self = .caseEnded
        case ("op.done", .op(let name, _)): self = .opDone(try OperationResult(reader, of: name))
        default: self = .unsupported
        }
    }
}

/// How the client names itself and what it declares.
package struct ClientHello: Sendable {
    package let name: String
    package let version: String
    package let language: String
    /// As declared: for each capability `true`, `false`, or a string that says why it is absent.
    package let capabilities: JSONValue

    /// For a client that cannot declare anything, as in exec mode.
    init(undeclared name: String) {
        self.name = name
        version = ""
        language = ""
        capabilities = .members([])
    }

    init(_ reader: ObjectReader) throws(DriverComplaint) {
        let version = try reader.integer("protocol")
        guard version == 1 else {
            throw DriverComplaint(place: "protocol", what: "is \(version); it must be 1")
        }
        let client = try reader.object("client")
        name = try client.string("name")
        self.version = try client.string("version")
        language = try client.string("language")
        let declared = try reader.object("capabilities")
        capabilities = declared.place.node.value
        for (name, place) in declared.named() {
            switch place.node.value {
            case .bool, .string: continue
            default:
                let must = "true, false, or a string that says why it is absent"
                throw place.complaint(mustBe: must, at: "capabilities.\(name)")
            }
        }
    }
}

/// `op.done`.
package struct OperationResult: Sendable {
    /// The closed set of §2.
    package enum Outcome: String, Sendable, CaseIterable { case ok, partial, failed, refused, pending }

    package let outcome: Outcome
    /// The message as it came; its fields have been checked.
    package let json: JSONValue

    init(_ reader: ObjectReader, of operation: String) throws(DriverComplaint) {
        let word = try reader.word("outcome", of: Outcome.allCases.map(\.rawValue))
        outcome = Outcome(rawValue: word) ?? .failed
        json = reader.place.node.value
        for field in OperationField.of(operation) {
            let isNeeded = outcome == .ok || outcome == .partial
            if isNeeded || reader.isGiven(field.rawValue) { try field.check(reader) }
        }
    }
}
