import HESRuntime
import Hummingbird
import JSON

/// `/_sim/misses`: requests to the process that are none of the nine calls, also those that belong to no world.
struct MissRoutes {
    let simulator: Simulator
    private static let since = QueryParameter.integer("since", in: 0...Int.max, about: "First number.")
    private static let limit = QueryParameter.integer("limit", in: 1...MissedRequestList.limit, about: "Entries.")
    static let query = [since.json, limit.json]
    static let shape = Shape.object(
        [
            ("seq", Shape.integer), ("method", Shape.text), ("path", Shape.text), ("status", Shape.integer),
            ("hint", Shape.text), ("tenantCode", ["type": ["string", "null"]]),
        ],
        optional: ["hint"]
    )

    func get(_ request: Request) throws -> ControlReply {
        let since = try request.value(of: Self.since) ?? 0
        let limit = try request.value(of: Self.limit) ?? MissedRequestList.limit
        let page = simulator.missedRequests.page(from: since, atMost: limit)
        return ControlReply {
            $0.key("entries")
            $0.array { for request in page.requests { $0.missed(request) } }
            $0.key("next")
            $0.integer(page.next)
            $0.key("truncated")
            $0.bool(page.isTruncated)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func missed(_ request: MissedRequest) {
        object {
            $0.key("seq")
            $0.integer(request.number)
            $0.key("method")
            $0.string(request.method)
            $0.key("path")
            $0.string(request.path)
            $0.key("status")
            $0.integer(request.status)
            if let hint = request.hint {
                $0.key("hint")
                $0.string(hint)
            }
            $0.key("tenantCode")
            if let code = request.tenantCode { $0.string(code) } else { $0.null() }
        }
    }
}
