import HESContract
import HESFaults
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport

/// Makes scenario documents of every part of the format, with values at the edges of what it takes.
enum ScenarioMaker {
    /// A document of one tenant `T` that is mostly valid.
    static func document(_ choices: inout Choices) -> JSONValue {
        .members([
            ("name", "fuzz"), ("seed", .number("\(choices.index(below: 1000))")),
            (
                "clock",
                .members([
                    ("start", .string(choices.element(of: starts))),
                    ("timeZone", .string(choices.element(of: ["+08:00", "UTC", "Europe/Berlin", "-14:00"]))),
                    ("mode", "manual"),
                ])
            ), ("tenants", .list([tenant(&choices)])),
        ])
    }

    private static let starts = [
        "2024-07-11 16:20:01", "2024-03-31 01:59:59", "2024-10-27 02:30:00", "1995-01-01 00:00:00",
        "2095-12-31 23:59:59",
    ]

    private static func tenant(_ choices: inout Choices) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("tenantCode", "T"),
            (
                "users",
                .list([.members([("username", "demo"), ("password", "pw"), ("secretKey", "key")])])
            ),
            ("dcus", .list((0..<1 + choices.index(below: 3)).map { dcu($0, &choices) })),
            ("meters", .list(["9001"])),
        ]
        if choices.once(in: 2) { members.append(("dialect", dialect(&choices))) }
        if choices.once(in: 2) { members.append(("limits", limits(&choices))) }
        if choices.once(in: 2) { members.append(("timing", timing(&choices))) }
        if choices.once(in: 3) { members.append(("token", .members([("lifetime", .number("60"))]))) }
        if choices.once(in: 3) { members.append(("history", history(&choices))) }
        if choices.once(in: 2) {
            members.append(("faults", .list((0..<choices.index(below: 4)).map { _ in rule(&choices) })))
        }
        if choices.once(in: 3) {
            members.append(("events", .list((0..<choices.index(below: 4)).map { _ in event(&choices) })))
        }
        return .members(members)
    }

    private static func dcu(_ index: Int, _ choices: inout Choices) -> JSONValue {
        let widest: JSONValue = .members([("from", "999999999999999000"), ("count", .number("1000"))])
        let many: JSONValue = .members([("from", .string("\(index + 1)00000001")), ("count", .number("99000000"))])
        var meters: [JSONValue] = [.members([("from", .string("\(index + 1)001")), ("count", .number("5"))])]
        if choices.once(in: 4) { meters.append(choices.element(of: [widest, many])) }
        if choices.once(in: 4) {
            meters.append(
                .members([
                    ("devAddr", .string("x\(index)")), ("enabled", .bool(choices.once(in: 2))),
                    ("interval", .number(choices.element(of: ["15", "30", "60"]))),
                    ("installed", .string(instant(&choices))), ("removed", .string(instant(&choices))),
                ])
            )
        }
        let link = choices.element(of: Link.allCases.map(\.rawValue))
        return .members([("dcuNo", .string("D\(index)")), ("link", .string(link)), ("meters", .list(meters))])
    }

    private static func dialect(_ choices: inout Choices) -> JSONValue {
        let switches = (0..<1 + choices.index(below: 8)).map { _ in choices.element(of: DialectCatalogue.all) }
        let names = Dictionary(switches.map { ($0.name, $0) }) { first, _ in first }
        return .members(
            names.values.sorted { $0.name < $1.name }.map { known in
                let word = choices.element(of: known.values)
                switch word {
                case "true", "false": return (known.name, .bool(word == "true"))
                default: return (known.name, Int(word) == nil ? .string(word) : .number(word))
                }
            }
        )
    }

    private static func limits(_ choices: inout Choices) -> JSONValue {
        let edges = [
            ("maxMeters", ["1", "100000"]), ("maxPageSize", ["1", "10000"]), ("maxPlansInFlight", ["1", "1000000"]),
            ("maxWaitingRows", ["1", "10000000"]), ("maxWaitingBytes", ["1", "1073741824"]),
        ]
        return .members(edges.map { ($0.0, .number(choices.element(of: $0.1))) })
    }

    private static func timing(_ choices: inout Choices) -> JSONValue {
        .members(["replyDelay", "pushDelay", "perMeterRead"].map { ($0, distribution(&choices)) })
    }

    private static func history(_ choices: inout Choices) -> JSONValue {
        .members([
            ("collected", .number(choices.element(of: ["0", "0.5", "1"]))), ("lateAfter", .string(span(&choices))),
            ("from", .string(instant(&choices))),
        ])
    }

    static func span(_ choices: inout Choices) -> String {
        choices.element(of: ["0ms", "1ms", "250ms", "5s", "10m", "1h", "36h", "2d", "400d", "36500d"])
    }

    private static func distribution(_ choices: inout Choices) -> JSONValue {
        let spans = (0..<3).map { _ in span(&choices) }
            .sorted { (SimulatedDuration(parsing: $0) ?? .zero) < (SimulatedDuration(parsing: $1) ?? .zero) }
            .map { JSONValue.string($0) }
        return switch choices.index(below: 5) {
        case 0: .members([("uniform", .list([spans[0], spans[2]]))])
        case 1: .members([("lognormal", .members([("median", spans[0]), ("p95", spans[1]), ("max", spans[2])]))])
        case 2: .members([("exponential", .members([("mean", spans[0]), ("max", spans[2])]))])
        case 3: .members([("empirical", .list(spans))])
        default: spans[1]
        }
    }

    static func instant(_ choices: inout Choices) -> String {
        choices.element(of: [
            "2024-07-11 16:20:01", "2024-07-11 16:30:00", "2024-07-12 00:00:00", "1970-01-01 00:00:00",
            "0000-01-01 00:00:00", "9999-12-31 23:59:59", "+1s", "+2h", "+36500d",
        ])
    }

    // MARK: Rules and events

    static func rule(_ choices: inout Choices) -> JSONValue {
        var members: [(String, JSONValue)] = []
        if choices.once(in: 2) { members.append(("match", match(&choices))) }
        if choices.once(in: 2) { members.append(("when", when(&choices))) }
        members.append(("effect", effect(of: choices.element(of: FaultCatalogue.all), &choices)))
        return .members(members)
    }

    private static func match(_ choices: inout Choices) -> JSONValue {
        var members: [(String, JSONValue)] = []
        if choices.once(in: 2) {
            members.append(("endpoint", .string(choices.element(of: Endpoint.allCases.map(\.rawValue)))))
        }
        if choices.once(in: 3) {
            let spans: JSONValue = .members([
                ("from", .string(choices.element(of: ["1001", "999999999999999999", "000000000000000000"]))),
                ("count", .number(choices.element(of: ["1", "3", "100000000"]))),
            ])
            members.append(("meter", spans))
        }
        if choices.once(in: 3) { members.append(("share", .number(choices.element(of: ["0", "0.5", "1"])))) }
        if choices.once(in: 4) { members.append(("dcu", "D0")) }
        return .members(members)
    }

    private static func when(_ choices: inout Choices) -> JSONValue {
        let counts = ["0", "1", "2", "9223372036854775807"]
        var members: [(String, JSONValue)] = []
        if choices.once(in: 3) { members.append(("from", .string(instant(&choices)))) }
        if choices.once(in: 3) { members.append(("until", .string(instant(&choices)))) }
        if choices.once(in: 3) { members.append(("skip", .number(choices.element(of: counts)))) }
        if choices.once(in: 3) { members.append(("times", .number(choices.element(of: counts)))) }
        if choices.once(in: 3) { members.append(("probability", .number(choices.element(of: ["0", "0.5", "1"])))) }
        if choices.once(in: 3) { members.append(("ttl", .string(span(&choices)))) }
        return .members(members)
    }

    private static func effect(of kind: FaultKind, _ choices: inout Choices) -> JSONValue {
        var members: [(String, JSONValue)] = [("type", .string(kind.type))]
        for parameter in kind.parameters where parameter.isRequired || choices.once(in: 2) {
            members.append((parameter.name, argument(parameter.form, &choices)))
        }
        return .members(members)
    }

    private static func argument(_ form: FaultParameter.Form, _ choices: inout Choices) -> JSONValue {
        let singles = Cgcode.allCases.filter { $0.category == .single }.map(\.rawValue)
        return switch form {
        case .duration: .string(span(&choices))
        case .signedDuration: .string((choices.once(in: 2) ? "-" : "") + span(&choices))
        case .distribution: distribution(&choices)
        case .integer(let range):
            .number(
                "\(choices.element(of: [range.lowerBound, range.upperBound, min(range.upperBound, range.lowerBound + 3)]))"
            )
        case .number(let range): .number("\(choices.element(of: [range.lowerBound, range.upperBound, 1]))")
        case .text: .string(Mutation.text(&choices))
        case .flag: .bool(choices.once(in: 2))
        case .choice(let words): .string(choices.element(of: words))
        case .phase: .string(choices.element(of: ["A", "B", "C"]))
        case .cgcode: .string(choices.element(of: singles))
        case .cgcodes: .words([choices.element(of: singles), choices.element(of: singles)])
        case .json: Mutation.value(&choices)
        case .headers: .members([("X-Y", .string("z"))])
        case .headerValue: .string("text/plain")
        case .countOrDuration: choices.once(in: 2) ? .number("3") : .string(span(&choices))
        }
    }

    static func event(_ choices: inout Choices) -> JSONValue {
        let meter: JSONValue = .string(choices.element(of: ["1001", "1002", "9001", "x0", "555"]))
        let type = choices.element(of: [
            "meterReplaced", "meterInstalled", "meterRemoved", "registerRollover", "valueCorrected", "breakerButton",
            "breakerMoved", "outage", "ctRatioWrong",
        ])
        var members: [(String, JSONValue)] = [("type", .string(type)), ("at", .string(instant(&choices)))]
        if type != "outage" { members.append(("devAddr", meter)) }
        switch type {
        case "meterReplaced":
            let isNew = choices.once(in: 2)
            members.append(
                isNew ? ("by", "1777") : ("registerRestartsAt", .number(choices.element(of: ["0", "999999999"])))
            )
        case "meterInstalled": members.append(("dcu", "D0"))
        case "registerRollover": members.append(("digits", .number(choices.element(of: ["1", "12"]))))
        case "valueCorrected":
            members += [
                ("cgcode", "5069"), ("instant", .string(instant(&choices))),
                ("value", .string(Mutation.text(&choices))),
            ]
        case "outage":
            members += [choices.once(in: 2) ? ("dcu", "D0") : ("meter", meter), ("for", .string(span(&choices)))]
        case "breakerMoved": members.append(("open", .bool(choices.once(in: 2))))
        case "ctRatioWrong": members.append(("factor", .number(choices.element(of: ["0.001", "10000"]))))
        default: break
        }
        return .members(members)
    }
}
