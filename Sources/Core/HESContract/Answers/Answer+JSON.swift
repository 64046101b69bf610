import JSON
import SimulationKernel

extension Answer {
    /// The answer's bytes; members in the order of the document's examples.
    package func json(endpoint: Endpoint, _ dialect: Dialect = Dialect()) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.object {
            switch self {
            case .failure(let failure):
                $0.envelope(code: dialect.code(of: failure), message: failure.message, dialect)
                $0.errorData(dialect.errorData)
            default:
                $0.envelope(code: 200, message: "success", dialect)
                $0.key("data")
                $0.object { writeData(into: &$0, of: endpoint, in: dialect) }
            }
        }
        return dialect.finished(writer.bytes)
    }

    /// An envelope without `data`, for answers to requests that are no call (an unknown path) and for failures made by rules.
    package static func json(code: Int, message: String, _ dialect: Dialect = Dialect()) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { $0.envelope(code: code, message: message, dialect) }
        return dialect.finished(writer.bytes)
    }

    private var capacity: Int {
        switch self {
        case .compositePage(_, let rows): 128 + 512 * rows.count
        case .singlePage(_, let rows): 128 + 96 * rows.count
        default: 192
        }
    }

    private func writeData(into writer: inout JSONWriter, of endpoint: Endpoint, in dialect: Dialect) {
        switch self {
        case .token(let token, let seconds, let expires):
            writer.key("token")
            writer.string(token)
            writer.expireIn(seconds, at: expires, as: dialect.expireIn)
        case .plan(let planID, let topic):
            writer.key("planId")
            writer.string(planID.description)
            for key in dialect.topicKeys(of: endpoint) {
                writer.key(named: key)
                writer.string(dialect.answered(topic, of: planID, endpoint: endpoint))
            }
        case .compositePage(let page, let rows):
            var forms = RowForms(dialect, inPush: false)
            writer.page(page, rowCount: rows.count, in: dialect) {
                for row in rows { $0.compositeRow(row, in: &forms) }
            }
        case .singlePage(let page, let rows):
            var forms = RowForms(dialect, inPush: false)
            writer.page(page, rowCount: rows.count, in: dialect) {
                for row in rows { $0.singleRow(row, in: &forms) }
            }
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
    fileprivate mutating func envelope(code: Int, message: String, _ dialect: Dialect) {
        key("code")
        switch dialect.codeType {
        case .number: integer(code)
        case .string: string("\(code)")
        }
        key("msg")
        string(message)
    }

    fileprivate mutating func errorData(_ form: Dialect.ErrorData) {
        switch form {
        case .absent: return
        case .null:
            key("data")
            null()
        case .empty:
            key("data")
            object { _ in }
        }
    }

    fileprivate mutating func expireIn(_ seconds: Int, at expires: SimulatedInstant, as form: Dialect.ExpireIn) {
        guard form != .absent else { return }
        key("expireIn")
        switch form {
        case .seconds, .absent: integer(seconds)
        case .string: string("\(seconds)")
        case .milliseconds: integer(seconds * 1000)
        case .epochSeconds: integer(expires.milliseconds / 1000)
        }
    }

    fileprivate mutating func page(
        _ page: Answer.Page,
        rowCount: Int,
        in dialect: Dialect,
        rows: (inout JSONWriter) -> Void
    ) {
        key("total")
        switch dialect.totalCount {
        case .all: integer(page.total)
        case .page: integer(rowCount)
        case .string: string("\(page.total)")
        case .wrong: integer(page.total / 2)
        }
        key("curPage")
        integer(page.curPage - 1 + dialect.pageBase.firstPage)
        key("pageSize")
        integer(dialect.pageClamp.echoesClampedSize ? page.pageSize : page.askedPageSize)
        key("list")
        array(rows)
    }
}
