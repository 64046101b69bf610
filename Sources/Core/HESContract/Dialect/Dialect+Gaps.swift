/// The values of the switches: an enumeration for each gap, its first case the default.
extension Dialect {
    /// The name of the answer's member that holds the topic (rule R9).
    package enum TopicKey: String, CaseIterable, Sendable { case asExample, topicId, topic, both, asTable }

    /// The form of the answer's topic string; a subscription to exactly that string hears the push, except under `planOnly`.
    package enum TopicForm: String, CaseIterable, Sendable {
        case bare, hash, slash, planOnly, noLeadingSlash
        /// As the tables have it: `/#` in §3.2, §3.3 and §3.8, `/` in §3.6, §3.7 and §3.9.
        case asTable
    }

    /// The tenant whose code is in the topic of answer and push; the examples of §3.6–3.9 show another tenant's.
    package enum TopicTenant: String, CaseIterable, Sendable {
        case own, foreign
        /// Another tenant's in §3.6–3.9 only; set by the pack `literal`, not a value of the key.
        case foreignAsExample = "foreign in §3.6–3.9"
    }

    /// Whether the push follows the answer after `pushDelay`, at once, or precedes it (rule R8).
    package enum PushTiming: String, CaseIterable, Sendable { case afterReply, immediate, beforeReply }

    /// How many messages carry a result (§4.1 subscribes to `/#`).
    package enum PushParts: String, CaseIterable, Sendable {
        case single, split, subtopics
        /// A message for each meter, or each DCU's meters, as it is done.
        case perMeter, perDcu
        /// One message, on `topic/1`.
        case child
    }

    /// What becomes of a message that is larger than `limits.maxPushBytes`: parts that fit, nothing, or status 02 without rows.
    package enum PushOverflow: String, CaseIterable, Sendable { case parts, drop, failure }

    package enum PushQoS: String, CaseIterable, Sendable {
        case one = "1"
        case zero = "0"
        case two = "2"
    }
    package enum PushRetain: String, CaseIterable, Sendable {
        case no = "false"
        case yes = "true"
    }

    /// What getToken does with a live token (§3.1: "the same result will be returned and automatically renewed").
    package enum TokenRenewal: String, CaseIterable, Sendable { case sliding, remaining, replace, revoke, onUse }

    /// Form and unit of `expireIn` (§3.1).
    package enum ExpireIn: String, CaseIterable, Sendable { case seconds, string, milliseconds, epochSeconds, absent }

    /// Form of a token; §3.1's sample is base64 of JSON, but the document does not specify it.
    package enum TokenForm: String, CaseIterable, Sendable { case sample, uuid, long }

    /// Where the token is expected (rule R3); §3.9's example sends it in the header.
    package enum TokenPlace: String, CaseIterable, Sendable { case either, bodyOnly, headerOnly, asExample }

    /// Elements of §3.9's `archives`: objects in the table, strings in the example.
    package enum ArchiveForm: String, CaseIterable, Sendable { case either, objects, strings }

    /// Whether blanks around the numbers of `devList` are taken away (rule R5; §3.2.1: "separated by commas").
    package enum DevListForm: String, CaseIterable, Sendable { case trimmed, literal }

    /// Whether a string that holds an integer is taken for one (rule R6).
    package enum IntegerStrings: String, CaseIterable, Sendable { case accepted, refused }

    /// HTTP status of a failure (rule R2).
    package enum ErrorStatus: String, CaseIterable, Sendable { case http200, mapped }

    /// `data` of a failure (rule R2).
    package enum ErrorData: String, CaseIterable, Sendable { case absent, null, empty }
    package enum CodeType: String, CaseIterable, Sendable { case number, string }

    /// Codes of the rejection of a missing or invalid token.
    package enum TokenError: String, CaseIterable, Sendable { case code500, code401, http401 }

    /// `total` of §3.4 and §3.5.
    package enum TotalCount: String, CaseIterable, Sendable { case all, page, string, wrong }

    /// The number of the first page as it is echoed.
    package enum PageBase: String, CaseIterable, Sendable {
        case one = "1"
        case zero = "0"
    }

    /// Whether a `pageSize` that was too large is echoed as clamped or as asked (§3.4).
    package enum PageClamp: String, CaseIterable, Sendable { case echo, silent }

    /// The answer to a page behind the last one (§3.4).
    package enum PastEnd: String, CaseIterable, Sendable { case empty, repeatLast, error }

    /// Order of the rows in the lists of §3.4 and §3.5, and in pushes.
    package enum RowOrder: String, CaseIterable, Sendable { case stable, shuffled }

    /// Whether `end` belongs to a window (rule R4); §3.2 to §3.5.
    package enum WindowEnd: String, CaseIterable, Sendable { case inclusive, exclusive }

    /// What "within half a year" of §3.4 and §3.5 limits.
    package enum HistoryLimit: String, CaseIterable, Sendable { case span, spanAndAge, truncate }

    /// `cgcode` of §3.5's rows.
    package enum HistoryCgcode: String, CaseIterable, Sendable { case absent, string, number }

    /// Meaning of the statuses 00, 01 and 02 (rule R10).
    package enum StatusRule: String, CaseIterable, Sendable { case strict, silentGaps, withData02 }

    /// How a push of §3.2 or §3.3 represents a meter that failed (rule R10).
    package enum FailedMeter: String, CaseIterable, Sendable {
        case absent, emptyChannels, emptyValue, nullValue, dashes
    }

    /// `list` of a push with status 02.
    package enum EmptyList: String, CaseIterable, Sendable { case array, absent, null }
    package enum ValueType: String, CaseIterable, Sendable { case string, number }

    /// Type of device numbers; a JSON number loses their leading zeros.
    package enum DevAddrType: String, CaseIterable, Sendable { case string, number }
    package enum TimestampUnit: String, CaseIterable, Sendable { case milliseconds, seconds, string }

    /// Order of `channelData` (§3.2, §3.4); `extra` adds a code that is in no table.
    package enum ChannelOrder: String, CaseIterable, Sendable { case fixed, shuffled, extra }

    /// kW, kvar, kVA or W, var, VA (rule R11).
    package enum PowerUnit: String, CaseIterable, Sendable { case kilo, base }

    /// How a call treats a number that no meter of the tenant has (§3.2, §3.3, §3.6).
    package enum UnknownMeter: String, CaseIterable, Sendable { case failsInPlan, rejectsCall, dropped }

    /// How a call about an archive treats a number that no DCU of the tenant has (§3.7–3.9).
    package enum UnknownDCU: String, CaseIterable, Sendable { case rejectsCall, failsInPlan }

    /// How addArchive treats a number that no meter of the tenant has (§3.8).
    package enum AddUnknown: String, CaseIterable, Sendable { case installs, fails, rejectsCall }

    /// How addArchive treats a meter that is in the archive of another DCU (§3.8).
    package enum AddElsewhere: String, CaseIterable, Sendable { case moves, fails, rejectsCall }

    /// How a plan is named (rule R7): the sample's form, with a number for each call in place of 003, or other forms.
    package enum PlanIDForm: String, CaseIterable, Sendable { case sample, perCall, uuid, numeric19 }

    /// When rows of a real-time read (§3.2) appear in history (§4.1's loop).
    package enum Backfill: String, CaseIterable, Sendable { case immediate, delayed, never }

    /// Stamps of frozen rows: the exact instant, or up to 60 s before or after it (§3.2).
    package enum FreezeStamp: String, CaseIterable, Sendable { case exact, jitter }

    /// Which end of its interval a load-profile row is stamped with (§3.2).
    package enum ProfileStamp: String, CaseIterable, Sendable { case end, start }

    /// When the maximum demand of daily rows is reset (§4.2 does not say).
    package enum DemandReset: String, CaseIterable, Sendable { case month, day }

    /// What a push of §3.2 says of a meter that answered and has no freeze in the window, as a month's in 2–5 July.
    package enum EmptyWindow: String, CaseIterable, Sendable { case failure, success, emptyRow }

    /// The stamp of §3.3's rows: when the meter was read, or one for the whole plan, its end or its start.
    package enum InstantStamp: String, CaseIterable, Sendable { case meter, task, start }

    /// The rows of §3.5 for codes that are not kept daily: the load profile's, those of a task that the head-end runs at each
    /// end of an interval and that returns 3–120 s later, or none but those of §3.3.
    package enum SingleHistory: String, CaseIterable, Sendable { case grid, taskReturn, onDemand }

    /// A code of phase B or C asked of a meter that has one phase: a value of 0, or none (rule R10).
    package enum AbsentPhase: String, CaseIterable, Sendable { case zero, fails }

    /// The length of "half a year" in §3.4 and §3.5, both ends included; months are those of the calendar.
    package enum HistorySpan: String, CaseIterable, Sendable {
        case days184 = "184d"
        case days183 = "183d"
        case days180 = "180d"
        case months6
    }

    /// The stamp of daily and monthly rows: the 00:00 that closes the day or month, or the one that opens it (§3.2.3).
    package enum FreezeLabel: String, CaseIterable, Sendable { case closing, opening }

    /// The smallest step of kWh and kvarh; the document's examples move by 0.01.
    package enum EnergyStep: String, CaseIterable, Sendable {
        case thousandth = "0.001"
        case hundredth = "0.01"
    }

    /// Digits behind the point: by the item's unit, three for every item, or none that is a zero at the end.
    package enum Decimals: String, CaseIterable, Sendable { case perItem, three, stripped }

    /// Order of the members of answers and pushes.
    package enum FieldOrder: String, CaseIterable, Sendable { case fixed, shuffled }

    /// Whether answers and pushes have members that the document does not name.
    package enum UnknownFields: String, CaseIterable, Sendable { case none, present }

    /// Whether a request must have `Content-Type: application/json` (rule R1; every example has it).
    package enum RequireJSONContentType: String, CaseIterable, Sendable {
        case no = "false"
        case yes = "true"
    }

    /// Whether a rejection carries `X-HES-Sim-Reason`; a real head-end has no such header.
    package enum ReasonHeader: String, CaseIterable, Sendable {
        case yes = "true"
        case no = "false"
    }

    /// A byte order mark before the JSON of answers and pushes.
    package enum ByteOrderMark: String, CaseIterable, Sendable {
        case no = "false"
        case yes = "true"
    }
}
