import HESContract
import HESSimulation
import JSON
import SimulationTestSupport

@testable import HESHTTP

/// Makes requests to the control API from its routes.
struct RequestMaker {
    struct Made {
        let method: String
        let path: String
        let authority: String
        let fields: [(name: String, value: String)]
        let body: [UInt8]
    }

    let routes: [(method: String, path: String)]

    func request(_ choices: inout Choices) -> Made {
        let route = choices.element(of: routes)
        let methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]
        let path = ControlRoute.root + path(route.path, &choices) + query(&choices)
        return Made(
            method: choices.once(in: 10) ? choices.element(of: methods) : route.method,
            path: choices.once(in: 20) ? odd(path, &choices) : path,
            authority: choices.element(of: [
                "localhost", "127.0.0.1:80", choices.once(in: 10) ? "evil.example" : "localhost",
            ]),
            fields: fields(of: route.path, &choices),
            body: body(of: route.path, &choices)
        )
    }

    /// A route's path with a word for each parameter.
    private func path(_ pattern: String, _ choices: inout Choices) -> String {
        pattern.split(separator: "/").map { part in
            guard part.hasPrefix(":") else { return String(part) }
            return escaped(
                choices.element(of: ["T", "U", "fault-1", "1001", "P003_1", "404", Mutation.text(&choices)])
            )
        }
        .joined(separator: "/")
    }

    private func query(_ choices: inout Choices) -> String {
        let names = ["tenant", "since", "limit", "kind", "planId", "endpoint", "devAddr", "offset", "x", ""]
        let words = ["T", "U", "push", "call", "readSingle", "1001", "50000", "1000"]
        let pairs = (0..<choices.index(below: 4)).map { _ in
            let value = choices.element(of: [
                choices.element(of: words), choices.element(of: Mutation.edges), Mutation.text(&choices),
            ])
            return choices.element(of: names) + choices.element(of: ["=", "=", "", "=="]) + escaped(value)
        }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: choices.element(of: ["&", "&", ";", "&&"]))
    }

    private func odd(_ path: String, _ choices: inout Choices) -> String {
        choices.element(of: [
            path + "/", path + "%00", path + "%", path.replacing("/", with: "//"), "/_sim", "/", "", "*", "/\u{E9}",
            "/_sim/" + String(repeating: "a/", count: 500),
        ])
    }

    /// As a client has to write it, cut to what a request line takes.
    private func escaped(_ text: String) -> String {
        text.utf8.prefix(300).map { byte in
            let isPlain =
                byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
            return isPlain
                ? String(Character(Unicode.Scalar(byte)))
                : "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        .joined()
    }

    private func fields(of path: String, _ choices: inout Choices) -> [(name: String, value: String)] {
        if path == "events", choices.once(in: 2) { return [("Last-Event-ID", choices.element(of: Mutation.edges))] }
        let names = [
            "Last-Event-ID", "Last-Event-ID", "Authorization", "Accept", "Content-Type", "Origin", "Content-Length",
            "Range",
        ]
        let values = [
            "Bearer control-secret", "Bearer wrong", "Basic eA==", "*/*", "text/event-stream", "application/json",
            "http://localhost", "http://evil.example", "bytes=0-",
        ]
        return (0..<choices.index(below: 3)).map { _ in
            let isNumber = choices.once(in: 2)
            return (choices.element(of: names), isNumber ? Mutation.text(&choices) : choices.element(of: values))
        }
    }

    // MARK: Bodies

    private func body(of path: String, _ choices: inout Choices) -> [UInt8] {
        let tree = Mutation.changed(tree(of: path, &choices), times: choices.element(of: [0, 0, 1, 2]), &choices)
        let bytes = choices.once(in: 20) ? [] : Mutation.bytes(tree)
        return choices.once(in: 12) ? Mutation.spoilt(bytes, &choices) : bytes
    }

    private func tree(of path: String, _ choices: inout Choices) -> JSONValue {
        switch path {
        case "clock": return clock(&choices)
        case "journal/await": return question(&choices)
        case "faults":
            let rules = (0..<1 + choices.index(below: 2)).map { _ in ScenarioMaker.rule(&choices) }
            return rules.count == 1 ? rules[0] : .list(rules)
        case "worlds", "scenario":
            let made = ScenarioMaker.document(&choices)
            return choices.once(in: 4) ? choices.element(of: [.members([]), .members([("seed", 3)])]) : made
        case "reset":
            let scopes = ["all", "tokens", "plans", "journal", "faults", "clock", "field", "history", "x"]
            return .members([("scope", choices.once(in: 2) ? .string(choices.element(of: scopes)) : .words(scopes))])
        case "tokens/revoke": return .members([("username", .string(choices.element(of: ["demo", "x"])))])
        default: return .members([])
        }
    }

    private func clock(_ choices: inout Choices) -> JSONValue {
        switch choices.index(below: 4) {
        case 0: .members([("set", .string(ScenarioMaker.instant(&choices)))])
        case 1: .members([("mode", .string(choices.element(of: ["manual", "real", "x60", "x1000000", "x0.001"])))])
        case 2: .members([("advance", .number(choices.element(of: ["0", "1", "60000", "3600000"])))])
        default: .members([("advance", .string(choices.element(of: ["untilIdle", "1d", "5s", "36500d"])))])
        }
    }

    private func question(_ choices: inout Choices) -> JSONValue {
        var members: [(String, JSONValue)] = [("match", pattern(&choices))]
        members.append(("timeout", .number(choices.element(of: ["0", "1", "5"]))))
        if choices.once(in: 2) { members.append(("count", .number(choices.element(of: ["1", "2", "10000"])))) }
        if choices.once(in: 2) {
            members.append(
                ("since", .number(choices.element(of: ["0", "3", "9223372036854775807", "9223372036854775806"])))
            )
        }
        if choices.once(in: 3) { members.append(("never", .bool(true))) }
        if choices.once(in: 3) { members.append(("fence", pattern(&choices))) }
        return .members(members)
    }

    private func pattern(_ choices: inout Choices) -> JSONValue {
        let kind = choices.element(of: JournalEntry.Kind.names)
        return .members(
            choices.once(in: 2) ? [("kind", .string(kind))] : [("kind", .string(kind)), ("devAddr", "1001")]
        )
    }
}
