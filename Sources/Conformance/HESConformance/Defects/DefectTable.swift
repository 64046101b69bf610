/// What each defect of the reference client fails, over the whole catalogue under the pack `default` (conformance.md §5.2).
///
/// An entry is `CASE/check`, or `CASE/crash` or `CASE/timeout` if the case fails for that. Fewer failures are silent, more
/// are collateral; both fail the build.
package enum DefectTable {
    package static let all: [(defect: String, fails: [String])] = [
        ("form-encoded-login", ["TOKEN-06/accepted", "TOKEN-01/contentType", "TOKEN-01/credentials"]),
        ("login-per-call", ["TOKEN-07/logins", "TOKEN-02/logins", "TOKEN-04/logins"]),
        (
            "token-forever",
            ["TOKEN-07/logins", "TOKEN-07/rows", "ENV-03/goesOn", "TOKEN-03/login", "TOKEN-03/accepted"] + rejectedToken
        ),
        ("trusts-exp", ["TOKEN-04/accepted", "TOKEN-04/logins"]),
        ("login-storm", ["TOKEN-07/logins", "TOKEN-05/logins"]),
        ("tight-login-loop", ["TOKEN-06/pauses", "TOKEN-06/bounded"]),
        ("thundering-login", ["TOKEN-07/logins"]),
        ("decodes-token", ["TOKEN-08/accepted", "TOKEN-08/rows"]),
        ("token-in-query", ["TOKEN-09/urls"]),
        ("secrets-in-logs", ["TOKEN-09/logs"]),
        ("token-only-in-header", ["TOKEN-08/echoed", "TOKEN-10/token"]),
        (
            "array-devlist",
            ["TOKEN-06/accepted", "TOKEN-08/rows", "FORM-01/devList", "FORM-07/rows"] + nothingAnswered
                + nothingCollected
        ),
        ("iso-dates", ["FORM-02/pattern"] + nothingAnswered + nothingCollected),
        ("numbers-as-strings", ["FORM-03/paging", "FORM-03/controlMode"]),
        ("one-long-window", ["FORM-04/span"]),
        ("skips-the-seam", ["FORM-04/days"]),
        (
            "wrong-endpoint",
            [
                "TOKEN-06/accepted", "TOKEN-08/accepted", "TOKEN-08/rows", "FORM-05/endpoint", "FORM-05/realTime",
                "FORM-08/reading",
            ]
        ),
        ("giant-devlist", ["FORM-06/batches", "FORM-06/accepted"]),
        ("numeric-devaddr", ["FORM-07/asked", "FORM-07/only", "FORM-07/rows"]),
        (
            "http-status-only",
            [
                "TOKEN-07/logins", "TOKEN-07/rows", "ENV-03/failure", "ENV-03/goesOn", "ENV-04/rows", "ENV-01/outcome",
                "TOKEN-03/login", "TOKEN-03/rejections", "TOKEN-03/accepted", "ARCH-02/accepted",
            ]
                + rejectedToken
        ),
        ("crashes-on-html", ["ENV-02/crash"]),
        ("null-dereference", ["ENV-03/crash"]),
        ("gives-up-when-busy", ["ENV-04/rows"]),
        ("ignores-retry-after", ["ENV-04/retryAfter"]),
        ("aborts-on-reset", ["ENV-05/again", "ENV-05/rows"]),
        ("no-timeout", ["ENV-06/timeout"]),
        ("strict-schema", ["ENV-07/rows", "ENV-07/read"]),
        ("first-page-only", ["HIST-02/rows", "HIST-04/pages", "HIST-04/rows", "HIST-01/pages", "HIST-01/rows"]),
        ("truncates-to-total", ["HIST-02/rows"]),
        ("endless-paging", ["HIST-03/ends"]),
        ("asked-page-size", ["HIST-04/pages", "HIST-04/rows"]),
        ("concatenates-pages", ["HIST-05/once", "HIST-05/complete"]),
        ("restarts-paging", ["HIST-06/again"]),
        ("unlabelled-rows", ["HIST-07/label", "TRUTH-04/history"]),
        ("exact-windows", ["HIST-09/rows"]),
        ("positional-channels", ["HIST-10/codes", "READ-04/values"]),
        ("longest-windows", ["HIST-11/coverage", "HIST-11/rows"]),
        ("wrong-topic", ["PUSH-01", "PUSH-02", "PUSH-03"].flatMap { ["\($0)/subscribed", "\($0)/rows"] } + unheard),
        ("topicid-only", ["PUSH-02/subscribed", "PUSH-02/rows", "PUSH-05/rows"]),
        ("appends-hash", ["PUSH-03/subscribed", "PUSH-03/rows", "PUSH-05/rows", "PUSH-18/subscribed", "PUSH-18/rows"]),
        ("subscribes-late", ["PUSH-04/rows", "PUSH-05/rows"]),
        ("drops-early-push", ["PUSH-05/rows"]),
        ("appends-duplicates", ["HIST-05/once", "PUSH-06/once", "PUSH-15/once", "READ-08/once"]),
        ("first-part-only", ["PUSH-07/sameTopic", "PUSH-07/subtopics", "PUSH-19/rows"]),
        ("fifo-correlation", ["PUSH-08/own", "PUSH-09/stamps", "PUSH-16/stamps"]),
        ("attributes-to-last-plan", ["PUSH-09/stamps", "PUSH-16/stamps"]),
        ("dies-on-malformed-push", ["PUSH-09/rows", "PUSH-10/rows", "PUSH-10/later"]),
        ("no-resubscribe", ["PUSH-11/resubscribed", "PUSH-11/rows"]),
        ("fires-without-broker", ["PUSH-12/nothingSent"]),
        ("takes-retained", ["PUSH-13/stamps"]),
        ("waits-forever", ["PUSH-14/timeout", "PUSH-15/timeout"]),
        ("discards-late-push", ["PUSH-15/stored"]),
        ("success-on-http-200", ["PUSH-17/outcome", "ARCH-04/verified", "ARCH-04/outcome"]),
        ("strips-wildcard", ["PUSH-05/rows", "PUSH-18/subscribed", "PUSH-18/rows"]),
        ("first-status-final", ["PUSH-07/sameTopic", "PUSH-07/subtopics", "PUSH-19/rows"]),
        ("all-or-nothing", ["READ-01/rows", "READ-01/missing", "COLL-03/again"]),
        (
            "crashes-on-empty-list",
            ["READ-02/crash", "COLL-05/crash", "COLL-07/crash", "COLL-10/crash", "COLL-12/crash"]
        ),
        ("trusts-00", ["READ-03/missing", "READ-03/outcome", "READ-04/missing"]),
        ("zero-filler", ["READ-04/values", "READ-04/missing", "TRUTH-04/history", "TRUTH-04/read"]),
        ("ignores-unit", ["READ-05/values"]),
        ("drops-decreases", ["READ-06/rows", "READ-07/rows"]),
        ("assumes-rollover", ["READ-07/values", "READ-06/values"]),
        ("keeps-first-value", ["READ-08/latest"]),
        (
            "arrival-time-stamps",
            [
                "HIST-09/rows", "HIST-10/codes", "HIST-11/rows",
                "READ-09/stamps", "COLL-01/only", "COLL-03/again", "COLL-03/rows", "COLL-05/missing", "READ-04/values",
                "READ-06/values", "READ-06/rows", "READ-07/values", "READ-07/rows", "READ-08/latest", "COLL-06/rows",
                "COLL-07/rows", "COLL-08/short", "COLL-08/long", "COLL-08/complete", "COLL-08/reads",
                "COLL-09/complete", "COLL-09/rows", "COLL-09/reads", "COLL-11/reads", "COLL-11/rows", "COLL-12/missing",
                "COLL-14/rows", "TRUTH-03/history", "TRUTH-03/read", "TRUTH-04/history", "TRUTH-04/read",
            ]
        ),
        ("absolute-values", ["TRUTH-01/read", "READ-10/values", "READ-05/values"]),
        ("joins-freezes", ["READ-11/stamps", "READ-11/apart"]),
        ("history-only", ["COLL-01/read", "COLL-14/read", "COLL-14/rows"]),
        ("real-time-only", ["COLL-02/order"]),
        ("single-pass", ["COLL-03/repeats", "COLL-03/rows"]),
        ("memory-only", ["COLL-04/reads"]),
        (
            "infinite-loop",
            [
                "COLL-05/bounded", "COLL-05/timeout", "COLL-07/bounded", "COLL-07/installed", "COLL-07/timeout",
                "COLL-10/calls", "COLL-10/timeout", "COLL-12/timeout",
            ]
        ),
        ("repolls-history", ["COLL-06/rows", "COLL-06/polls"]),
        ("endless-gap", ["COLL-07/bounded", "COLL-07/installed", "COLL-05/bounded"]),
        ("expects-96", ["COLL-08/complete", "COLL-08/reads"]),
        ("exact-stamps", ["COLL-09/complete", "COLL-09/reads"]),
        ("per-meter-storm", ["COLL-10/calls"]),
        ("rereads-known", ["COLL-11/reads", "COLL-04/reads"]),
        ("claims-complete", ["COLL-12", "COLL-05", "COLL-10"].flatMap { ["\($0)/outcome", "\($0)/missing"] }),
        ("expects-any-month", ["COLL-13/bounded", "COLL-13/complete"]),
        ("swapped-modes", ["RELAY-01/open", "RELAY-01/close"]),
        ("overall-status-only", ["RELAY-02/states", "RELAY-06/states", "TRUTH-05/outcomes"]),
        ("blind-relay-retry", ["RELAY-03/repeat"]),
        ("relay-retry-on-timeout", ["RELAY-04/repeat", "RELAY-05/repeat"]),
        ("reopens-on-late-push", ["RELAY-05/reopened", "RELAY-05/repeat"]),
        ("assumes-relay-success", ["RELAY-06/states"]),
        ("toggles-again", ["RELAY-07/repeat"]),
        ("repeats-close", ["RELAY-08/repeat"]),
        ("forwards-bad-mode", ["RELAY-09/outcome", "RELAY-09/nothingSent"]),
        ("acts-on-push-twice", ["RELAY-10/once"]),
        ("relay-token-loop", ["RELAY-11/bounded"]),
        ("never-resends-relay", ["RELAY-11/accepted"]),
        ("archive-done-on-http-200", ["ARCH-01/afterPush", "PUSH-17/outcome"]),
        ("hard-coded-archive-form", ["ARCH-02/accepted", "ARCH-02/outcome"]),
        ("follows-cycles", ["ARCH-03/crash"]),
        ("trusts-added", ["ARCH-04/verified", "ARCH-04/outcome"]),
        ("fails-on-existing", ["ARCH-05/outcome"]),
        ("wipes-on-02", ["ARCH-06/outcome"]),
        ("no-status", ["FORM-08/archive", "FORM-10/status"]),
        ("upper-case-paths", ["FORM-09/archive"]),
        ("numeric-status", ["FORM-10/status"]),
        ("asks-unlisted-items", ["FORM-11/items"]),
        ("trusts-total", ["COLL-14/read", "COLL-14/rows"]),
        ("float-values", ["TRUTH-01/history", "TRUTH-01/read", "TRUTH-01/collect", "HIST-08/digits"]),
        ("one-unit", ["TRUTH-02/history", "TRUTH-02/single", "TRUTH-02/frozen", "READ-05/values"]),
        ("first-channel-only", ["TRUTH-03/history", "TRUTH-03/read", "TRUTH-03/collect"]),
        ("drops-zeros", ["TRUTH-03/history", "TRUTH-03/read", "TRUTH-03/collect"]),
        ("made-up-archive", ["TRUTH-05/archive"]),
    ]

    /// Checks that a defect fails or passes by which of two messages reaches the client first.
    ///
    /// PUSH-13: the retained push comes before or after the answer that makes the second plan known.
    package static let races: [String: [String]] = ["attributes-to-last-plan": ["PUSH-13/stamps"]]

    /// Failures of a client that does not log in again after a rejection.
    private static let rejectedToken = [
        "TOKEN-05/logins", "TOKEN-05/accepted", "HIST-06/pages", "HIST-06/rows",
    ]

    /// Failures of a client that no result reaches.
    private static let unheard = [
        "PUSH-05/rows", "PUSH-09/rows", "PUSH-11/resubscribed", "PUSH-11/rows", "PUSH-16/rows", "PUSH-18/subscribed",
        "PUSH-18/rows", "TOKEN-05/resent", "TOKEN-08/rows", "ENV-07/read",
    ]

    /// Failures of a client whose calls the HES refuses: it neither finds out nor reads what is missing.
    private static let nothingCollected = ["COLL-02/order", "COLL-05/missing"]

    /// Failures of a client whose questions the HES refuses.
    private static let nothingAnswered = [
        "TOKEN-08/accepted", "FORM-06/accepted", "ENV-02/goesOn", "ENV-04/rows", "ENV-05/rows", "ENV-06/goesOn",
        "HIST-11/rows",
    ]

    package static func fails(of defect: String) -> [String]? {
        all.first { $0.defect == defect }?.fails
    }
}
