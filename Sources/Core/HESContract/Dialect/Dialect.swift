/// How the HES speaks where the vendor's document leaves it open: a switch for each gap, the default first.
package struct Dialect: Hashable, Sendable {
    package var topicKey = TopicKey.asExample
    package var topicForm = TopicForm.bare
    package var pushTiming = PushTiming.afterReply
    package var pushParts = PushParts.single
    package var pushQoS = PushQoS.one
    package var pushRetain = PushRetain.no
    package var expireIn = ExpireIn.seconds
    package var errorStatus = ErrorStatus.http200
    package var errorData = ErrorData.absent
    package var codeType = CodeType.number
    package var tokenError = TokenError.code500
    package var totalCount = TotalCount.all
    package var pageBase = PageBase.one
    package var historyCgcode = HistoryCgcode.absent
    package var emptyList = EmptyList.array
    package var valueType = ValueType.string
    package var devAddrType = DevAddrType.string
    package var timestampUnit = TimestampUnit.milliseconds
    package var powerUnit = PowerUnit.kilo

    package init() {}

    /// The name of the answer's member that holds the topic (rule R9).
    package enum TopicKey: String, CaseIterable, Sendable { case asExample, topicId, topic, both, asTable }

    /// The answer's topic string; only `noLeadingSlash` is also what is published on.
    package enum TopicForm: String, CaseIterable, Sendable { case bare, hash, slash, planOnly, noLeadingSlash }

    /// Whether the push comes 200 ms after the answer, at once, or first (rule R8).
    package enum PushTiming: String, CaseIterable, Sendable { case afterReply, immediate, beforeReply }

    /// How many messages carry a result (§4.1 subscribes to `/#`).
    package enum PushParts: String, CaseIterable, Sendable { case single, split, subtopics }
    package enum PushQoS: String, CaseIterable, Sendable {
        case one = "1"
        case zero = "0"
        case two = "2"
    }
    package enum PushRetain: String, CaseIterable, Sendable {
        case no = "false"
        case yes = "true"
    }

    /// What `expireIn` of §3.1 says.
    package enum ExpireIn: String, CaseIterable, Sendable { case seconds, string, milliseconds, epochSeconds, absent }

    /// HTTP status of a failure (rule R2).
    package enum ErrorStatus: String, CaseIterable, Sendable { case http200, mapped }

    /// `data` of a failure (rule R2).
    package enum ErrorData: String, CaseIterable, Sendable { case absent, null, empty }
    package enum CodeType: String, CaseIterable, Sendable { case number, string }

    /// How a missing or dead token is told.
    package enum TokenError: String, CaseIterable, Sendable { case code500, code401, http401 }

    /// `total` of §3.4 and §3.5.
    package enum TotalCount: String, CaseIterable, Sendable { case all, page, string, wrong }

    /// The number of the first page as it is echoed.
    package enum PageBase: String, CaseIterable, Sendable {
        case one = "1"
        case zero = "0"
    }

    /// `cgcode` of §3.5's rows.
    package enum HistoryCgcode: String, CaseIterable, Sendable { case absent, string, number }

    /// `list` of a push with status 02.
    package enum EmptyList: String, CaseIterable, Sendable { case array, absent, null }
    package enum ValueType: String, CaseIterable, Sendable { case string, number }

    /// As a number a device number loses its leading zeros.
    package enum DevAddrType: String, CaseIterable, Sendable { case string, number }
    package enum TimestampUnit: String, CaseIterable, Sendable { case milliseconds, seconds }

    /// kW, kvar, kVA or W, var, VA (rule R11).
    package enum PowerUnit: String, CaseIterable, Sendable { case kilo, base }
}
