import HESContract
package import JSON

/// Drivers that speak the protocol and are no clients: no MUST case may pass with one of them (`selftest`, §5.3).
package enum NullDriver: String, CaseIterable, Sendable {
    /// Answers everything and never does anything.
    case dead
    /// Says that everything went well, with values, and sends nothing.
    case liar
    /// Sends every message back unchanged.
    case parrot
    /// Opens a connection to the HES and to the broker, and no more.
    case connectsOnly = "connects-only"
    case crasher, hanger
    /// A liar that also prints lines that are no messages.
    case noisy
    case halfLine = "half-line"
    case wrongRe = "wrong-re"
    /// Claims to know operations that do not exist.
    case overClaimer = "over-claimer"

    package enum Act: Sendable {
        case say(JSONValue)
        /// Writes the text as it is, without a newline.
        case write(String)
        case connect(host: String, port: Int)
        case exit(Int32)
    }

    /// What it does when a message of the suite comes.
    package func acts(on message: JSONValue) -> [Act] {
        if self == .parrot { return [.say(message)] }
        let re = message.member("id")?.value ?? 0
        switch message.member("type")?.value.string {
        case "hello": return [.say(hello(re))]
        case "case.begin": return connections(message) + [.say(["type": "case.ready", "re": re])]
        case "op": return operation(message, re: re)
        case "case.end": return [.say(["type": "case.ended", "re": re])]
        case "bye": return [.exit(0)]
        default: return []
        }
    }

    private func hello(_ re: JSONValue) -> JSONValue {
        let words = ["read", "history", "collect", "relay", "archive", "clock", "persistent", "reuse"]
        return [
            "type": "hello.ok", "re": re, "protocol": 1,
            "client": ["name": .string("null driver '\(rawValue)'"), "version": "1", "language": "Swift"],
            "capabilities": .members(words.map { ($0, true) }),
        ]
    }

    private func operation(_ message: JSONValue, re: JSONValue) -> [Act] {
        let name = message.member("op")?.value.string ?? ""
        guard self == .overClaimer || !name.hasPrefix("x-") else { return [.say(["type": "unsupported", "re": re])] }
        switch self {
        case .dead: return [.say(Self.done(re, outcome: "failed", fields: []))]
        case .crasher: return [.exit(3)]
        case .hanger: return []
        case .halfLine: return [.write("{\"type\":\"op.done\",\"re\":")]
        case .wrongRe: return [.say(lie(about: message, re: .number("\((re.integer ?? 0) &+ 7)")))]
        case .noisy: return [.write("working…\n[INFO] done\n"), .say(lie(about: message, re: re))]
        case .connectsOnly: return [.say(Self.done(re, outcome: "ok", fields: Self.fields([], missing: [])))]
        case .liar, .overClaimer, .parrot: return [.say(lie(about: message, re: re))]
        }
    }

    private func connections(_ message: JSONValue) -> [Act] {
        guard self == .connectsOnly else { return [] }
        var acts: [Act] = []
        if let mqtt = message.member("mqtt")?.value, let host = mqtt.member("host")?.value.string,
            let port = mqtt.member("port")?.value.integer
        {
            acts.append(.connect(host: host, port: port))
        }
        let address = message.member("baseUrl")?.value.string?.split(separator: "/").last?.split(separator: ":")
        if let address, address.count == 2, let port = Int(address[1]) {
            acts.append(.connect(host: String(address[0]), port: port))
        }
        return acts
    }

    /// A likely value of each meter that was asked for.
    private func lie(about message: JSONValue, re: JSONValue) -> JSONValue {
        let args = message.member("args")?.value
        let meters = args?.member("meters")?.value.elements.compactMap(\.string) ?? []
        let code = args?.member("cgcode")?.value ?? "5069"
        return Self.done(re, outcome: "ok", fields: Self.fields(meters, cgcode: code, missing: []))
    }

    private static func done(_ re: JSONValue, outcome: String, fields: [(String, JSONValue)]) -> JSONValue {
        .members([("type", "op.done"), ("re", re), ("outcome", .string(outcome))] + fields)
    }

    private static func fields(
        _ meters: [String],
        cgcode: JSONValue = "5069",
        missing: [String]
    ) -> [(String, JSONValue)] {
        let rows = meters.map { meter -> JSONValue in
            [
                "devAddr": .string(meter), "cgcode": cgcode, "timestamp": 1_720_540_800_000, "value": "7340.740",
                "unit": "kWh",
            ]
        }
        let results = meters.map { meter -> JSONValue in ["devAddr": .string(meter), "state": "done"] }
        return [
            ("rows", .list(rows)), ("missing", .words(missing)), ("results", .list(results)), ("archive", .list([])),
        ]
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue] {
        guard case .array(let nodes) = self else { return [] }
        return nodes.map(\.value)
    }
}
