extension ClauseCoverage {
    /// O1 to O19, what a client is obliged to by the document.
    static let obligations: [ClauseRow] = [
        .init(
            "O1",
            "send the four credentials as a JSON POST",
            ["TOKEN-01/method", "TOKEN-01/contentType", "TOKEN-01/credentials"]
        ),
        .init("O2", "cache the token", ["TOKEN-02/logins"]),
        .init(
            "O3",
            "obtain again after expiry, cope with the same token coming back",
            ["TOKEN-03/login", "TOKEN-03/rejections", "TOKEN-03/accepted", "TOKEN-04/accepted", "TOKEN-04/logins"]
        ),
        .init("O4", "token on every call", ["TOKEN-10/token"]),
        .init("O5", "judge success by code", ["ENV-01/outcome", "ENV-01/rows"]),
        .init("O6", "date pattern", ["FORM-02/pattern", "FORM-02/zone"]),
        .init(
            "O7",
            "devList comma-separated string; integers as integers",
            [
                "FORM-01/devList", "FORM-03/paging", "FORM-03/cgcode", "FORM-03/controlMode", "RELAY-01/open",
                "RELAY-01/close", "RELAY-09/nothingSent", "RELAY-09/outcome",
            ]
        ),
        .init("O8", "windows within half a year", ["FORM-04/span", "FORM-04/coverage"]),
        .init("O9", "page until total is covered", ["HIST-01/pages", "HIST-01/rows"]),
        .init(
            "O10",
            "subscribe to the returned topic, match by planId",
            [
                "PUSH-01/subscribed", "PUSH-01/rows", "PUSH-02/subscribed", "PUSH-02/rows", "PUSH-03/filters",
                "PUSH-03/subscribed", "PUSH-03/rows",
            ]
        ),
        .init(
            "O11",
            "act on 00/01/02",
            [
                "READ-01/rows", "READ-01/missing", "READ-01/again", "READ-02/outcome", "READ-02/rows",
                "ARCH-06/outcome", "ARCH-06/unchanged",
            ]
        ),
        .init("O12", "composites to *Frozen, singles to *Single", ["FORM-05/endpoint"]),
        .init("O13", "composite timestamp = freeze time", ["READ-09/stamps"]),
        .init("O14", "attribute rows to the asked cgcode", ["HIST-07/label"]),
        .init("O15", "per-meter successful", ["RELAY-02/states"]),
        .init(
            "O16",
            "the result is the push, HTTP 200 is not done",
            ["PUSH-17/outcome", "ARCH-01/afterPush", "ARCH-01/outcome"]
        ),
        .init(
            "O17",
            "history, save, check, real-time read of what is missing, subscribe, check, repeat",
            ["COLL-01/read", "COLL-01/only", "COLL-02/order", "COLL-03/repeats", "COLL-03/again", "COLL-03/rows"]
        ),
        .init(
            "O18",
            "keep what was returned",
            excluded:
                "COLL-04 of a later catalogue: it needs a client that can be started again (capability persistent)"
        ),
        .init("O19", "device numbers stay strings", ["FORM-07/asked", "FORM-07/only", "FORM-07/rows"]),
    ]
}
