extension Answer {
    /// The answer's bytes; members in the order of the document's examples.
    package func json(endpoint: Endpoint) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.object {
            switch self {
            case .failure(let failure):
                $0.envelope(code: 500, message: failure.message)
            default:
                $0.envelope(code: 200, message: "success")
                $0.key("data")
                $0.object { writeData(into: &$0, endpoint) }
            }
        }
        return writer.bytes
    }

    /// Answers that belong to no call, as an unknown path's.
    package static func json(code: Int, message: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { $0.envelope(code: code, message: message) }
        return writer.bytes
    }

    private var capacity: Int {
        switch self {
        case .compositePage(_, let rows): 128 + 512 * rows.count
        case .singlePage(_, let rows): 128 + 96 * rows.count
        default: 192
        }
    }

    private func writeData(into writer: inout JSONWriter, _ endpoint: Endpoint) {
        switch self {
        case .token(let token, let seconds):
            writer.key("token")
            writer.string(token)
            writer.key("expireIn")
            writer.integer(seconds)
        case .plan(let planID, let topic):
            writer.key("planId")
            writer.string(planID.description)
            writer.key(endpoint.topicKey)
            writer.string(topic)
        case .compositePage(let page, let rows):
            writer.page(page) { for row in rows { $0.compositeRow(row) } }
        case .singlePage(let page, let rows):
            writer.page(page) { for row in rows { $0.singleRow(row, withCgcode: false) } }
        case .failure:
            break
        }
    }
}

extension Endpoint {
    /// The member that carries the topic, as the call's own example spells it (rule R9).
    package var topicKey: String {
        switch self {
        case .readFrozen, .readSingle: "topicId"
        default: "topic"
        }
    }
}

extension JSONWriter {
    fileprivate mutating func envelope(code: Int, message: String) {
        key("code")
        integer(code)
        key("msg")
        string(message)
    }

    fileprivate mutating func page(_ page: Answer.Page, rows: (inout JSONWriter) -> Void) {
        key("total")
        integer(page.total)
        key("curPage")
        integer(page.curPage)
        key("pageSize")
        integer(page.pageSize)
        key("list")
        array(rows)
    }
}
