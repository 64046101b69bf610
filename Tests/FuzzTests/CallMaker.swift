import HESContract
import HESSimulation
import JSON
import SimulationTestSupport

/// Makes requests of the nine calls for a world: good ones, and good ones with changes.
struct CallMaker {
    struct Call {
        let endpoint: Endpoint
        let body: [UInt8]
        let header: String?
        let contentType: String
    }

    private let meters: [String]
    private let dcus: [String]
    private let users: [User]
    private let tenantCode: String

    init(_ world: WorldConfiguration) {
        meters = world.meterGroups.prefix(20).map(\.first) + ["1002", "404", "9001", ""]
        dcus = world.dcus.prefix(5).map(\.dcuNo) + ["D9"]
        users = world.users
        tenantCode = world.tenantCode
    }

    func call(tokens: [String], _ choices: inout Choices) -> Call {
        let endpoint = choices.once(in: 4) ? .getToken : choices.element(of: Endpoint.allCases)
        let token = choices.element(of: [tokens[tokens.count - 1], choices.element(of: tokens)])
        let tree = JSONValue.members(members(of: endpoint, &choices) + [("token", .string(token))])
        let changes = choices.element(of: [0, 0, 0, 1, 2, 3])
        var body = Mutation.bytes(Mutation.changed(tree, times: changes, &choices))
        if choices.once(in: 10) { body = Mutation.spoilt(body, &choices) }
        let types = ["application/json", "application/json; charset=GBK", "text/plain", "", "\u{E9};;"]
        return Call(
            endpoint: endpoint,
            body: body,
            header: choices.element(of: [nil, token, Mutation.text(&choices)]),
            contentType: choices.element(of: choices.once(in: 8) ? types : ["application/json"])
        )
    }

    private func members(of endpoint: Endpoint, _ choices: inout Choices) -> [(String, JSONValue)] {
        switch endpoint {
        case .getToken: return credentials(&choices)
        case .readFrozen: return [devList(&choices), cgcode(.composite, &choices)] + window(&choices)
        case .readSingle: return [devList(&choices), cgcode(.single, &choices)]
        case .historyFrozen, .historySingle:
            let category: Cgcode.Category = endpoint == .historyFrozen ? .composite : .single
            let page = ["curPage", "pageSize"].map { name in
                (name, JSONValue.number(choices.element(of: ["0", "1", "2", "1", "2", "50", "9223372036854775807"])))
            }
            return [devList(&choices), cgcode(category, &choices)] + window(&choices) + page
        case .relay:
            return [devList(&choices), ("controlMode", .number(choices.element(of: ["1", "2", "0"])))]
        case .readArchive: return [("dcuNo", .string(choices.element(of: dcus)))]
        case .addArchive, .removeArchive:
            let archives = (0..<1 + choices.index(below: 3)).map { _ in archive(&choices) }
            return [("dcuNo", .string(choices.element(of: dcus))), ("archives", .list(archives))]
        }
    }

    private func credentials(_ choices: inout Choices) -> [(String, JSONValue)] {
        guard !users.isEmpty else { return [] }
        let user = choices.element(of: users)
        return [
            ("tenantCode", .string(tenantCode)), ("username", .string(user.username)),
            ("password", .string(user.password)), ("secretKey", .string(user.secretKey)),
        ]
    }

    private func devList(_ choices: inout Choices) -> (String, JSONValue) {
        let list = (0..<1 + choices.index(below: 5)).map { _ in choices.element(of: meters) }
        return ("devList", .string(list.joined(separator: choices.element(of: [",", ", ", ",,"]))))
    }

    private func cgcode(_ category: Cgcode.Category, _ choices: inout Choices) -> (String, JSONValue) {
        let codes = Cgcode.allCases.filter { $0.category == category || choices.once(in: 20) }
        return ("cgcode", .string(choices.element(of: codes).rawValue))
    }

    private func window(_ choices: inout Choices) -> [(String, JSONValue)] {
        let windows = [
            ("2024-07-10 00:00:00", "2024-07-11 00:00:00"), ("2024-01-01 00:00:00", "2024-07-11 16:00:00"),
            ("2024-07-11 16:00:00", "2024-07-11 16:00:00"), ("0000-01-01 00:00:00", "9999-12-31 23:59:59"),
            ("0000-01-01 00:00:00", "0000-01-02 00:00:00"), ("9999-12-30 00:00:00", "9999-12-31 23:59:59"),
            ("2024-03-30 23:00:00", "2024-04-01 00:00:00"), ("2024-07-12 00:00:00", "2024-07-10 00:00:00"),
        ]
        let (start, end) = choices.element(of: windows)
        return [("start", .string(start)), ("end", .string(end))]
    }

    private func archive(_ choices: inout Choices) -> JSONValue {
        let devAddr = JSONValue.string(choices.element(of: meters + ["777", Mutation.text(&choices)]))
        if choices.once(in: 3) { return devAddr }
        return .members([("devAddr", devAddr), ("status", .string(choices.element(of: ["0", "1", "2"])))])
    }
}
