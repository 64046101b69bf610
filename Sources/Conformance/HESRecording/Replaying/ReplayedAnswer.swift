import HESConformance
package import HESContract
package import JSON

/// What is compared of an answer.
package struct ReplayedAnswer: Sendable {
    /// 0 for none.
    let status: Int
    let code: Int?
    /// Of a page of history.
    let total: Int?
    let rows: RowSet
    let hasPlan: Bool
    /// Whether the refusal, if it is one, speaks of the token.
    package let isTokenRefused: Bool
    private let isBusy: Bool

    /// - Parameters:
    ///   - status: of HTTP; 0 for a reply that did not come.
    ///   - json: the body; nil for one that is no JSON.
    ///   - endpoint: of the call.
    ///   - asked: the body of the request.
    package init(status: Int, json: JSONValue?, of endpoint: Endpoint, asked: JSONValue?) {
        self.status = status
        code = json?.member("code")?.value.wholeNumber
        let data = json?.member("data")?.value
        total = endpoint.isHistory ? data?.member("total")?.value.wholeNumber : nil
        let item = asked?.member("cgcode")?.value.wordOrDigits ?? ""
        rows = RowSet(endpoint.isHistory ? data?.member("list")?.value.list ?? [] : [], of: item, isReading: false)
        hasPlan = data?.member("planId") != nil
        let text = json?.member("msg")?.value.string ?? ""
        isBusy = [429, 502, 503, 504].contains(code) || text.lowercased().contains("busy")
        isTokenRefused = status == 401 || code == 401 || code != 200 && text.contains("token")
    }

    init(_ exchange: Recording.Exchange) {
        self.init(
            status: exchange.reply?.status ?? 0,
            json: exchange.reply?.json,
            of: exchange.endpoint ?? .getToken,
            asked: exchange.request.json
        )
    }

    /// What it is told by before its rows.
    var words: [Int?] { [status, code] }

    /// Whether the HES answered a login with a refusal that another attempt would have too.
    package var isLoginRefused: Bool {
        if isAccepted || isBusy { return false }
        return [400, 401, 403].contains(status) || status == 200 && code != nil
    }

    /// Whether the HES did what was asked.
    package var isAccepted: Bool { status == 200 && code == 200 }
}

/// What is compared of the results of a plan, all its messages together.
package struct ReplayedResult: Sendable {
    /// Of the last message.
    let status: String?
    let rows: RowSet
    /// Entries of an archive, or outcomes of breakers, as sorted texts.
    let entries: [String]

    package init(_ pushes: [JSONValue], of endpoint: Endpoint, asked: JSONValue?) {
        let data = pushes.compactMap { $0.member("data")?.value }
        status = data.last?.member("status")?.value.wordOrDigits
        let list = data.flatMap { $0.member("list")?.value.list ?? [] }
        let isReading = endpoint == .readFrozen || endpoint == .readSingle
        let item = asked?.member("cgcode")?.value.wordOrDigits ?? ""
        rows = RowSet(isReading ? list : [], of: item, isReading: endpoint == .readSingle)
        entries = isReading ? [] : Set(list.map(\.sortedText)).sorted()
    }
}

/// Rows by meter, stamp and item; a row that came twice counts once.
struct RowSet: Sendable {
    struct Key: Hashable, Comparable, Sendable {
        let devAddr: String
        /// 0 in a reading, which is stamped when it happens.
        let stamp: Int64
        let cgcode: String

        static func < (left: Key, right: Key) -> Bool {
            (left.devAddr, left.stamp, left.cgcode) < (right.devAddr, right.stamp, right.cgcode)
        }
    }

    struct Value: Sendable {
        let text: String
        let unit: String?
        let stamp: Int64
    }

    private(set) var values: [Key: Value] = [:]
    /// Ascending.
    private(set) var keys: [Key] = []
    let isReading: Bool

    init(_ list: [JSONValue], of item: String, isReading: Bool) {
        self.isReading = isReading
        for row in list.compactMap({ WireRow($0, asked: item) }) {
            for channel in row.channels {
                let key = Key(devAddr: row.devAddr, stamp: isReading ? 0 : row.stamp, cgcode: channel.cgcode)
                if values[key] == nil { keys.append(key) }
                values[key] = Value(
                    text: channel.value.wordOrDigits ?? channel.value.excerpt,
                    unit: channel.unit,
                    stamp: row.stamp
                )
            }
        }
        keys.sort()
    }
}

extension Endpoint {
    var isHistory: Bool { self == .historyFrozen || self == .historySingle }
}

extension JSONValue {
    /// The members in the order of their keys.
    fileprivate var sortedText: String {
        guard case .object(let members) = self else { return excerpt }
        let texts = members.map { (key: $0.key, value: $0.node.value.wordOrDigits ?? $0.node.value.excerpt) }
        return texts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
