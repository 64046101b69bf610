/// Every switch of the contract (`docs/reference/contract.md`), a line for each.
package enum DialectCatalogue {
    package static let all: [DialectSwitch] = [
        DialectSwitch("topicKey", at: \.topicKey, gap: "the answer's topic member, §3.2–3.9"),
        DialectSwitch("topicForm", at: \.topicForm, gap: "the answer's topic string, §3.2.2–3.9.2"),
        DialectSwitch("topicTenant", at: \.topicTenant, gap: "the tenant in the topic, §3.6.5–3.9.5"),
        DialectSwitch("pushTiming", at: \.pushTiming, gap: "whether a push can come before its answer, §4.1"),
        DialectSwitch("pushParts", at: \.pushParts, gap: "whether a result comes in one message, §3.2.2"),
        DialectSwitch("pushOverflow", at: \.pushOverflow, gap: "a result larger than limits.maxPushBytes; no clause"),
        DialectSwitch("pushQoS", at: \.pushQoS, gap: "quality of service of pushes, §4.1"),
        DialectSwitch("pushRetain", at: \.pushRetain, gap: "whether the broker keeps pushes, §4.1"),
        DialectSwitch("tokenRenewal", at: \.tokenRenewal, gap: "what getToken does while a token lives, §3.1"),
        DialectSwitch("expireIn", at: \.expireIn, gap: "unit of expireIn, §3.1"),
        DialectSwitch("tokenForm", at: \.tokenForm, gap: "what a token looks like, §3.1"),
        DialectSwitch("tokenPlace", at: \.tokenPlace, gap: "where the token travels, §3.2–3.9"),
        DialectSwitch("archiveForm", at: \.archiveForm, gap: "elements of archives, §3.9"),
        DialectSwitch("devListForm", at: \.devListForm, gap: "blanks around the numbers of devList, §3.2.1"),
        DialectSwitch("integerStrings", at: \.integerStrings, gap: "a string where an integer is asked for, §3.4.1"),
        DialectSwitch("errorStatus", at: \.errorStatus, gap: "HTTP status of a failure, §3"),
        DialectSwitch("errorData", at: \.errorData, gap: "data of a failure, §3"),
        DialectSwitch("codeType", at: \.codeType, gap: "type of code, §3"),
        DialectSwitch("tokenError", at: \.tokenError, gap: "code of a rejected token, §3.1"),
        DialectSwitch("totalCount", at: \.totalCount, gap: "what total counts, §3.4"),
        DialectSwitch("pageBase", at: \.pageBase, gap: "number of the first page, §3.4"),
        DialectSwitch("pageClamp", at: \.pageClamp, gap: "whether a clamped pageSize is echoed, §3.4"),
        DialectSwitch("pastEnd", at: \.pastEnd, gap: "a page past the end, §3.4"),
        DialectSwitch("rowOrder", at: \.rowOrder, gap: "order of rows, §3.4"),
        DialectSwitch("windowEnd", at: \.windowEnd, gap: "whether end belongs to the window, §3.4"),
        DialectSwitch("historyLimit", at: \.historyLimit, gap: "half a year, §3.4"),
        DialectSwitch("historyCgcode", at: \.historyCgcode, gap: "cgcode in rows of §3.5"),
        DialectSwitch("statusRule", at: \.statusRule, gap: "what 00, 01, 02 stand for, §3.2"),
        DialectSwitch("failedMeter", at: \.failedMeter, gap: "a meter that failed, §3.2"),
        DialectSwitch("emptyList", at: \.emptyList, gap: "list of a failed plan, §3.2"),
        DialectSwitch("valueType", at: \.valueType, gap: "type of values, §3.2"),
        DialectSwitch("devAddrType", at: \.devAddrType, gap: "type of device numbers, §3.2"),
        DialectSwitch("timestampUnit", at: \.timestampUnit, gap: "unit of timestamps, §3.2"),
        DialectSwitch("channelOrder", at: \.channelOrder, gap: "order of channels, §3.2"),
        DialectSwitch("powerUnit", at: \.powerUnit, gap: "unit of power, §4.2"),
        DialectSwitch("unknownMeter", at: \.unknownMeter, gap: "a number that no meter has, §3.2"),
        DialectSwitch("unknownDcu", at: \.unknownDCU, gap: "a DCU that the tenant does not have, §3.7–3.9"),
        DialectSwitch("addUnknown", at: \.addUnknown, gap: "installing a number that no meter has, §3.8"),
        DialectSwitch("addElsewhere", at: \.addElsewhere, gap: "installing a meter of another DCU, §3.8"),
        DialectSwitch("planIdForm", at: \.planIDForm, gap: "what a planId looks like, §3.2.5"),
        DialectSwitch("backfill", at: \.backfill, gap: "when a read is in history, §4.1"),
        DialectSwitch("freezeStamp", at: \.freezeStamp, gap: "stamps of freezes, §3.2"),
        DialectSwitch("profileStamp", at: \.profileStamp, gap: "stamps of intervals, §3.2"),
        DialectSwitch("demandReset", at: \.demandReset, gap: "when maximum demand begins anew, §4.2"),
        DialectSwitch("emptyWindow", at: \.emptyWindow, gap: "a meter without a freeze in the window, §3.2"),
        DialectSwitch("instantStamp", at: \.instantStamp, gap: "the task return time of an instant reading, §3.3.3"),
        DialectSwitch("singleHistory", at: \.singleHistory, gap: "which instant readings history keeps, §3.5.2"),
        DialectSwitch("absentPhase", at: \.absentPhase, gap: "phases B and C of a single-phase meter, §4.2"),
        DialectSwitch("historySpan", at: \.historySpan, gap: "how long half a year is, §3.4.1"),
        DialectSwitch("freezeLabel", at: \.freezeLabel, gap: "which freeze time a day or month has, §3.2.3"),
        DialectSwitch("energyStep", at: \.energyStep, gap: "the step in which energies move, §3.2.6"),
        DialectSwitch("decimals", at: \.decimals, gap: "digits behind the point, §3.2.6"),
        DialectSwitch("fieldOrder", at: \.fieldOrder, gap: "order of members, §3"),
        DialectSwitch("unknownFields", at: \.unknownFields, gap: "members of which the document knows nothing, §3"),
        DialectSwitch("requireJSONContentType", at: \.requireJSONContentType, gap: "Content-Type of requests, §3"),
        DialectSwitch("reasonHeader", at: \.reasonHeader, gap: "our own header X-HES-Sim-Reason; no clause"),
        DialectSwitch("bom", at: \.bom, gap: "a byte order mark before JSON, §3"),
    ]

    /// Packs by name with the switches that they set.
    package static let packs: [(name: String, values: [(key: String, value: String)])] = [
        ("default", []),
        (
            "tables",
            [("topicKey", "asTable"), ("topicForm", "asTable"), ("archiveForm", "objects"), ("tokenPlace", "bodyOnly")]
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
        (
            "strict",
            [
                ("devListForm", "literal"), ("integerStrings", "refused"), ("requireJSONContentType", "true"),
                ("tokenPlace", "asExample"), ("archiveForm", "objects"),
            ]
        ),
        (
            "field",
            [
                ("instantStamp", "task"), ("singleHistory", "taskReturn"), ("energyStep", "0.01"),
                ("decimals", "three"),
                ("historySpan", "months6"), ("emptyWindow", "success"),
            ]
        ),
    ]

    /// What is said of a pack beside its switches.
    package static let packNotes: [(name: String, note: String)] = [
        ("field", "a guess at the likeliest real system; no document says so")
    ]

    /// The dialect with a pack's switches; nil if no pack has this name.
    package static func dialect(ofPack name: String) -> Dialect? {
        packs.first { $0.name == name }.map { pack in
            var dialect = Dialect()
            for (key, value) in pack.values { all.first { $0.name == key }?.set(&dialect, to: value) }
            return dialect
        }
    }
}
