/// Every switch of the contract (`docs/reference/contract.md`), a line for each.
package enum DialectCatalogue {
    package static let all: [DialectSwitch] = [
        DialectSwitch("topicKey", \.topicKey, "the answer's topic member, §3.2–3.9"),
        DialectSwitch("topicForm", \.topicForm, "the answer's topic string, §4.1"),
        DialectSwitch("topicTenant", \.topicTenant, "§3.6's example answers another tenant's topic"),
        DialectSwitch("pushTiming", \.pushTiming, "whether a push can come before its answer, §4.1"),
        DialectSwitch("pushParts", \.pushParts, "whether a result comes in one message, §4.1"),
        DialectSwitch("pushQoS", \.pushQoS, "quality of service of pushes, §4.1"),
        DialectSwitch("pushRetain", \.pushRetain, "whether the broker keeps pushes, §4.1"),
        DialectSwitch("tokenRenewal", \.tokenRenewal, "what getToken does while a token lives, §3.1"),
        DialectSwitch("expireIn", \.expireIn, "unit of expireIn, §3.1"),
        DialectSwitch("tokenForm", \.tokenForm, "what a token looks like, §3.1"),
        DialectSwitch("tokenPlace", \.tokenPlace, "where the token travels, §3.2–3.9"),
        DialectSwitch("archiveForm", \.archiveForm, "elements of archives, §3.9"),
        DialectSwitch("errorStatus", \.errorStatus, "HTTP status of a failure, §3"),
        DialectSwitch("errorData", \.errorData, "data of a failure, §3"),
        DialectSwitch("codeType", \.codeType, "type of code, §3"),
        DialectSwitch("tokenError", \.tokenError, "code of a rejected token, §3.1"),
        DialectSwitch("totalCount", \.totalCount, "what total counts, §3.4"),
        DialectSwitch("pageBase", \.pageBase, "number of the first page, §3.4"),
        DialectSwitch("pageClamp", \.pageClamp, "whether a clamped pageSize is echoed, §3.4"),
        DialectSwitch("pastEnd", \.pastEnd, "a page past the end, §3.4"),
        DialectSwitch("rowOrder", \.rowOrder, "order of rows, §3.4"),
        DialectSwitch("windowEnd", \.windowEnd, "whether end belongs to the window, §3.4"),
        DialectSwitch("historyLimit", \.historyLimit, "half a year, §3.4"),
        DialectSwitch("historyCgcode", \.historyCgcode, "cgcode in rows of §3.5"),
        DialectSwitch("statusRule", \.statusRule, "what 00, 01, 02 stand for, §3.2"),
        DialectSwitch("failedMeter", \.failedMeter, "a meter that failed, §3.2"),
        DialectSwitch("emptyList", \.emptyList, "list of a failed plan, §3.2"),
        DialectSwitch("valueType", \.valueType, "type of values, §3.2"),
        DialectSwitch("devAddrType", \.devAddrType, "type of device numbers, §3.2"),
        DialectSwitch("timestampUnit", \.timestampUnit, "unit of timestamps, §3.2"),
        DialectSwitch("channelOrder", \.channelOrder, "order of channels, §3.2"),
        DialectSwitch("powerUnit", \.powerUnit, "unit of power, §4.2"),
        DialectSwitch("unknownMeter", \.unknownMeter, "a number nobody knows, §3.2"),
        DialectSwitch("backfill", \.backfill, "when a read is in history, §4.1"),
        DialectSwitch("freezeStamp", \.freezeStamp, "stamps of freezes, §3.2"),
        DialectSwitch("profileStamp", \.profileStamp, "stamps of intervals, §3.2"),
        DialectSwitch("demandReset", \.demandReset, "when maximum demand begins anew, §4.2"),
        DialectSwitch("fieldOrder", \.fieldOrder, "order of members, §3"),
        DialectSwitch("unknownFields", \.unknownFields, "members of which the document knows nothing, §3"),
        DialectSwitch("requireJSONContentType", \.requireJSONContentType, "Content-Type of requests, §3"),
        DialectSwitch("reasonHeader", \.reasonHeader, "our own header X-HES-Sim-Reason; no clause"),
        DialectSwitch("bom", \.bom, "a byte order mark before JSON, §3"),
    ]

    /// Packs by name with the switches that they set.
    package static let packs: [(name: String, values: [(key: String, value: String)])] = [
        ("default", []),
        (
            "tables",
            [("topicKey", "asTable"), ("topicForm", "slash"), ("archiveForm", "objects"), ("tokenPlace", "bodyOnly")]
        ),
        ("literal", [("topicTenant", "foreign in §3.6–3.9"), ("tokenPlace", "asExample"), ("archiveForm", "strings")]),
        ("http", [("errorStatus", "mapped"), ("tokenError", "http401")]),
        (
            "types",
            [
                ("codeType", "string"), ("totalCount", "string"), ("expireIn", "string"), ("valueType", "number"),
                ("timestampUnit", "seconds"),
            ]
        ),
        ("race", [("pushTiming", "beforeReply")]),
        (
            "rough",
            [
                ("pushParts", "subtopics"), ("pushQoS", "2"), ("rowOrder", "shuffled"), ("channelOrder", "shuffled"),
                ("unknownFields", "present"),
            ]
        ),
        (
            "silent",
            [
                ("statusRule", "silentGaps"), ("unknownMeter", "dropped"), ("failedMeter", "dashes"),
                ("backfill", "never"),
            ]
        ),
        (
            "paging",
            [("pageBase", "0"), ("pageClamp", "silent"), ("pastEnd", "repeatLast"), ("totalCount", "page")]
        ),
    ]

    /// The dialect with a pack's switches; nil when no pack has this name.
    package static func dialect(ofPack name: String) -> Dialect? {
        packs.first { $0.name == name }.map { pack in
            var dialect = Dialect()
            for (key, value) in pack.values { all.first { $0.name == key }?.set(&dialect, to: value) }
            return dialect
        }
    }
}
