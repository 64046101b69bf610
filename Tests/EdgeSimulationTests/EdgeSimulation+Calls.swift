import HESContract
import HESSimulation
import SimulationTestSupport

extension EdgeSimulation {
    /// Queues one request on a client's connection, sometimes behind others.
    mutating func ask(_ client: Int) {
        guard clients[client].awaitedCount < 8 else { return }
        let code = choices.element(of: Self.tenantCodes)
        switch choices.index(below: 12) {
        case 0, 1: post(.getToken, Self.user(of: code).login(tenantCode: code), for: code, by: client)
        case 2: clients[client].ask("GET /_sim/clock HTTP/1.1\r\nHost: h\r\n\r\n", for: code)
        case 3: clients[client].ask("GET /apis/openapi/getTokn HTTP/1.1\r\nHost: h\r\n\r\n", for: code)
        case 4: post(.readSingle, #""devList":"10"#, for: code, by: client)
        case 5:
            post(
                .historySingle,
                #""devList":"1001","cgcode":"5069","pageNo":1"#,
                token: tokens[code],
                for: code,
                by: client
            )
        case 6: post(.relay, #""devList":"2001,2002","controlMode":1"#, token: tokens[code], for: code, by: client)
        case 7: post(.readArchive, #""dcuNo":"D1""#, token: tokens[code], for: code, by: client)
        default:
            let meters = ["1001", "1001,1002", "2001,2003,1005", "9001"]
            let members = #""devList":"\#(choices.element(of: meters))","cgcode":"5069""#
            post(.readSingle, members, token: tokens[code], for: code, by: client)
        }
    }

    private mutating func post(
        _ endpoint: Endpoint,
        _ members: String,
        token: String? = nil,
        for code: String,
        by client: Int
    ) {
        let all = [members, token.map { "\"token\":\"\($0)\"" } ?? ""].filter { !$0.isEmpty }
        let body = "{\(all.joined(separator: ","))}"
        clients[client].ask(
            "POST \(endpoint.path) HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)",
            for: code
        )
    }
}
