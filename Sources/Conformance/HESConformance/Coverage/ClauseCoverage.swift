/// Which checks hold which clause; a clause without a check or a reason fails the build.
package enum ClauseCoverage {
    package static let rows = document + obligations + practiceOfCalls

    /// The mapping as far as it speaks of `cases`: those of an older version hold fewer sentences.
    package static func rows(of cases: [Case]) -> [ClauseRow] {
        let known = Set(cases.flatMap { testCase in testCase.checks.map { "\(testCase.id)/\($0.id)" } })
        return rows.map { row in
            let checks = row.checks.filter(known.contains)
            let isLost = checks.isEmpty && !row.checks.isEmpty
            let excluded = isLost ? "a case of a later version of the catalogue" : row.excluded
            return ClauseRow(row.clause, says: row.sentence, checks: checks, excluded: excluded)
        }
    }

    /// Everything that is wrong with the mapping, a sentence each.
    package static func problems(of rows: [ClauseRow] = rows, cases: [Case]) -> [String] {
        let known = cases.flatMap { testCase in testCase.checks.map { "\(testCase.id)/\($0.id)" } }
        let named = rows.flatMap(\.checks)
        let unmapped = (1...26).map { "O\($0)" }.filter { name in !rows.contains { $0.clause == name } }
        let empty = rows.filter { $0.checks.isEmpty && ($0.excluded ?? "").isEmpty }
        return unmapped.map { "\($0) is not mapped" }
            + empty.map { "\($0.clause) '\($0.sentence)' has neither a check nor a reason" }
            + named.filter { !known.contains($0) }.map { "there is no check \($0)" }
            + known.filter { !named.contains($0) }.map { "no clause names the check \($0)" }
    }
}

extension ClauseCoverage {
    /// In the order of the document.
    static let document: [ClauseRow] = [
        .init(
            "§1",
            says:
                "Both parties communicate through synchronous interface requests (HTTP+JSON) and … message subscriptions (MQTT)",
            checks: ["TOKEN-01/contentType", "PUSH-01/subscribed"]
        ),
        .init(
            "§2",
            says: "Refer to Figure 1 for the process of periodically obtaining frozen data",
            excluded: "the figure says what §4.1 says, which has its own row"
        ),
        .init("§3.1", says: "The token is valid for 7200 seconds (2 hours).", checks: ["TOKEN-02/logins"]),
        .init(
            "§3.1",
            says:
                "If obtained repeatedly within the validity period, the same result will be returned and automatically renewed.",
            checks: ["TOKEN-04/accepted", "TOKEN-04/logins"]
        ),
        .init(
            "§3.1",
            says: "After expiration, obtaining it again will return a new token.",
            checks: [
                "TOKEN-03/login", "TOKEN-03/rejections", "TOKEN-03/accepted", "TOKEN-05/logins", "TOKEN-05/resent",
                "TOKEN-05/accepted", "HIST-06/pages", "HIST-06/again", "HIST-06/rows", "RELAY-11/resent",
                "RELAY-11/accepted", "RELAY-11/bounded", "RELAY-11/outcome",
            ]
        ),
        .init(
            "§3.1",
            says: "Developers need to cache the token for subsequent interface calls.",
            checks: ["TOKEN-02/logins"]
        ),
        .init("§3.1", says: "Request Method: POST", checks: ["TOKEN-01/method"]),
        .init(
            "§3.1.1",
            says: "tenantCode, username, password, secretKey: String, Yes",
            checks: ["TOKEN-01/credentials"]
        ),
        .init("§3.1.2", says: "code: 200=Success 500=Fail", checks: ["ENV-01/outcome", "ENV-01/rows"]),
        .init("§3.1.3", says: "Content-Type: application/json;charset=UTF-8", checks: ["TOKEN-01/contentType"]),
        .init(
            "§3.2",
            says: "Supported data items are detailed in the Reading Data Range.",
            excluded: "what the HES supports is the HES's matter; which call an item goes to is in the row of §4.2"
        ),
        .init(
            "§3.2",
            says:
                "The API returns the result of operation plan creating, meter data will push to MQ with specific topic.",
            checks: [
                "PUSH-01/subscribed", "PUSH-01/rows", "PUSH-04/rows", "PUSH-05/rows", "PUSH-06/once",
                "PUSH-07/sameTopic", "PUSH-07/subtopics", "PUSH-08/own", "PUSH-09/rows", "PUSH-09/stamps",
                "PUSH-10/rows", "PUSH-10/later", "PUSH-11/resubscribed", "PUSH-11/rows", "PUSH-13/rows",
                "PUSH-13/stamps", "PUSH-14/bounded", "PUSH-14/outcome", "PUSH-15/stored", "PUSH-15/once",
                "PUSH-16/rows", "PUSH-16/stamps", "PUSH-19/rows",
            ]
        ),
        .init(
            "§3.2.1",
            says: "devList: String, Execution meter numbers, separated by commas",
            checks: ["FORM-01/devList"]
        ),
        .init("§3.2.1", says: "cgcode: String", checks: ["FORM-03/cgcode"]),
        .init("§3.2.1", says: "start, end: YYYY-MM-DD HH:mm:ss", checks: ["FORM-02/pattern", "FORM-02/zone"]),
        .init("§3.2.1", says: "token: String, Yes", checks: ["TOKEN-10/token"]),
        .init(
            "§3.2.2",
            says: "topicId: MQTT subscription operation result data Topic: /${tenantCode}/planId/#",
            checks: [
                "PUSH-01/subscribed", "PUSH-03/filters", "PUSH-03/subscribed", "PUSH-03/rows", "PUSH-18/subscribed",
                "PUSH-18/rows",
            ]
        ),
        .init(
            "§3.2.3",
            says: "status: 00=Success 01=Partial Success 02=Failure",
            checks: [
                "READ-01/rows", "READ-01/missing", "READ-01/again", "READ-02/outcome", "READ-02/rows",
                "READ-03/missing", "READ-03/outcome", "COLL-12/outcome", "COLL-12/missing",
            ]
        ),
        .init(
            "§3.2.3",
            says: "devAddr: String, Meter number",
            checks: ["FORM-07/asked", "FORM-07/only", "FORM-07/rows"]
        ),
        .init(
            "§3.2.3",
            says: "Composite reading takes the freeze time",
            checks: ["READ-09/stamps", "COLL-09/complete", "COLL-09/rows", "COLL-09/reads"]
        ),
        .init(
            "§3.2.3",
            says: "Instant reading takes the task return time",
            checks: ["READ-11/stamps", "READ-11/apart"]
        ),
        .init(
            "§3.2.3",
            says: "unit, value: String",
            checks: [
                "TRUTH-01/history", "TRUTH-01/read", "TRUTH-01/collect", "TRUTH-02/history", "TRUTH-02/single",
                "TRUTH-02/frozen", "HIST-08/digits",
                "READ-04/values", "READ-04/missing", "READ-05/values", "READ-05/power", "READ-05/energy",
                "READ-06/values",
                "READ-06/rows", "READ-07/values", "READ-07/rows", "READ-08/once", "READ-08/latest", "READ-10/values",
                "READ-10/power", "READ-10/factor",
            ]
        ),
        .init(
            "§3.3",
            says: "Initiate a reading from the electricity meter to obtain real-time data (Single).",
            checks: ["FORM-05/endpoint", "FORM-05/realTime", "PUSH-02/rows"]
        ),
        .init(
            "§3.4.1",
            says: "start, end: within half a year",
            checks: ["FORM-04/span", "FORM-04/coverage", "FORM-04/days", "FORM-04/seam"]
        ),
        .init("§3.4.1", says: "curPage, pageSize: Integer", checks: ["FORM-03/paging"]),
        .init(
            "§3.4.2",
            says: "total: Total amount of data that meets the conditions",
            checks: ["HIST-01/pages", "HIST-01/rows", "HIST-06/pages"]
        ),
        .init("§3.5.2", says: "devAddr, timestamp, unit, value (no cgcode)", checks: ["HIST-07/label"]),
        .init(
            "§3.6.1",
            says: "controlMode: Integer, 1=open circuit breaker, 2=close circuit breaker",
            checks: [
                "FORM-03/controlMode", "RELAY-01/open", "RELAY-01/close", "RELAY-09/nothingSent", "RELAY-09/outcome",
            ]
        ),
        .init(
            "§3.6.2",
            says: "topic: MQTT subscription operation result data Topic: /tenantCode/planId/",
            checks: ["PUSH-02/subscribed", "PUSH-02/rows"]
        ),
        .init(
            "§3.6.3",
            says: "successful: Execution result true=success false=failure",
            checks: [
                "TRUTH-05/outcomes", "RELAY-02/states", "RELAY-03/repeat", "RELAY-04/repeat", "RELAY-04/state",
                "RELAY-05/repeat",
                "RELAY-05/reopened", "RELAY-05/state", "RELAY-06/states", "RELAY-07/repeat", "RELAY-07/looked",
                "RELAY-07/state", "RELAY-08/repeat", "RELAY-08/state", "RELAY-10/once", "RELAY-10/state",
                "PUSH-12/nothingSent",
            ]
        ),
        .init(
            "§3.7.3",
            says: "status: Reading result status 00=Success 02=Failure",
            checks: ["ARCH-06/outcome", "ARCH-06/unchanged"]
        ),
        .init(
            "§3.7.3",
            says: "moduleNext: Upper-level route meter number",
            checks: ["TRUTH-05/archive", "ARCH-03/outcome", "ARCH-03/entries"]
        ),
        .init(
            "§3.8",
            says:
                "The API returns the result of operation plan creating, operation result data will push to MQ with specific topic.",
            checks: ["ARCH-01/afterPush", "ARCH-01/outcome", "ARCH-05/outcome", "ARCH-05/once", "ARCH-05/bounded"]
        ),
        .init(
            "§3.8.3",
            says: "status: Execution result status 00=Success 02=Failure",
            checks: ["PUSH-17/outcome", "ARCH-04/verified", "ARCH-04/outcome"]
        ),
        .init(
            "§3.8.1",
            says: "archives: devAddr, status 0=Disabled 1=Enabled",
            checks: ["FORM-10/status"]
        ),
        .init(
            "§3.9.1",
            says: "archives: Array, Meter number array",
            checks: ["ARCH-02/accepted", "ARCH-02/outcome", "ARCH-02/bounded"]
        ),
        .init("§3.9.3", says: "HES_Access_Token: <Your Access Token Here>", checks: ["TOKEN-10/token"]),
        .init(
            "§4.1",
            says: "first invoke API (obtain historical data) to get historical data",
            checks: ["COLL-02/order"]
        ),
        .init(
            "§4.1",
            says: "Save the return data and check the quantity.",
            checks: [
                "COLL-14/read", "COLL-14/rows", "TRUTH-03/history", "TRUTH-03/read", "TRUTH-03/collect",
                "TRUTH-04/history", "TRUTH-04/read",
                "COLL-01/only", "COLL-08/short", "COLL-08/long", "COLL-08/complete", "COLL-08/reads", "COLL-11/reads",
                "COLL-11/rows", "COLL-11/values",
            ]
        ),
        .init(
            "§4.1",
            says: "If find out data missing invoke API (real-time reading) to get data from meter.",
            checks: ["COLL-01/read", "COLL-01/only"]
        ),
        .init(
            "§4.1",
            says: "Subscribe the MQTT topic to get new read billing data and check data missing.",
            checks: ["PUSH-01/subscribed", "COLL-03/rows", "COLL-03/again", "COLL-06/rows", "COLL-06/polls"]
        ),
        .init(
            "§4.1",
            says: "Repeat the operation to make sure all data is collected.",
            checks: [
                "COLL-03/repeats", "COLL-03/rows", "COLL-05/bounded", "COLL-05/missing", "COLL-05/outcome",
                "COLL-07/bounded", "COLL-07/installed", "COLL-07/rows", "COLL-10/calls", "COLL-10/outcome",
                "COLL-10/missing", "COLL-13/bounded", "COLL-13/complete", "COLL-13/again",
            ]
        ),
        .init(
            "§4.2",
            says: "Data Category Composite 1, 2, 3; Single all others",
            checks: ["FORM-05/endpoint", "FORM-05/realTime"]
        ),
    ]
}

extension ClauseCoverage {
    /// O1 to O26, what a client is obliged to by the document.
    package static let obligations: [ClauseRow] = [
        .init(
            "O1",
            says: "send the four credentials as a JSON POST",
            checks: ["TOKEN-01/method", "TOKEN-01/contentType", "TOKEN-01/credentials"]
        ),
        .init("O2", says: "cache the token", checks: ["TOKEN-02/logins"]),
        .init(
            "O3",
            says: "obtain again after expiry, cope with the same token coming back",
            checks: [
                "TOKEN-03/login", "TOKEN-03/rejections", "TOKEN-03/accepted", "TOKEN-04/accepted", "TOKEN-04/logins",
            ]
        ),
        .init("O4", says: "token on every call", checks: ["TOKEN-10/token"]),
        .init("O5", says: "judge success by code", checks: ["ENV-01/outcome", "ENV-01/rows"]),
        .init("O6", says: "date pattern", checks: ["FORM-02/pattern", "FORM-02/zone"]),
        .init(
            "O7",
            says: "devList comma-separated string; integers as integers",
            checks: [
                "FORM-01/devList", "FORM-03/paging", "FORM-03/cgcode", "FORM-03/controlMode", "RELAY-01/open",
                "RELAY-01/close", "RELAY-09/nothingSent", "RELAY-09/outcome",
            ]
        ),
        .init(
            "O8",
            says: "windows within half a year, which may be 180 days, and concern age as well",
            checks: [
                "FORM-04/span", "FORM-04/coverage", "FORM-04/days", "FORM-04/seam", "HIST-11/coverage", "HIST-11/rows",
            ]
        ),
        .init("O9", says: "page until total is covered", checks: ["HIST-01/pages", "HIST-01/rows"]),
        .init(
            "O10",
            says: "subscribe to the returned string as it is, match by planId",
            checks: [
                "PUSH-01/subscribed", "PUSH-01/rows", "PUSH-02/subscribed", "PUSH-02/rows", "PUSH-03/filters",
                "PUSH-03/subscribed", "PUSH-03/rows", "PUSH-18/subscribed", "PUSH-18/rows",
            ]
        ),
        .init(
            "O11",
            says: "act on 00/01/02",
            checks: [
                "READ-01/rows", "READ-01/missing", "READ-01/again", "READ-02/outcome", "READ-02/rows",
                "ARCH-06/outcome", "ARCH-06/unchanged",
            ]
        ),
        .init(
            "O12",
            says: "composites to *Frozen, singles to *Single",
            checks: ["FORM-05/endpoint", "FORM-05/realTime"]
        ),
        .init("O13", says: "composite timestamp = freeze time", checks: ["READ-09/stamps"]),
        .init("O14", says: "attribute rows to the asked cgcode", checks: ["HIST-07/label"]),
        .init("O15", says: "per-meter successful", checks: ["RELAY-02/states", "TRUTH-05/outcomes"]),
        .init(
            "O16",
            says: "the result is the push, HTTP 200 is not done",
            checks: ["PUSH-17/outcome", "ARCH-01/afterPush", "ARCH-01/outcome"]
        ),
        .init(
            "O17",
            says:
                "history, save, check (meters × freezes are counted, not total alone), real-time read of what is missing, subscribe, check, repeat",
            checks: [
                "COLL-01/read", "COLL-01/only", "COLL-02/order", "COLL-03/repeats", "COLL-03/again", "COLL-03/rows",
                "COLL-14/read", "COLL-14/rows",
            ]
        ),
        .init(
            "O18",
            says: "keep what was returned",
            checks: [
                "TRUTH-01/history", "TRUTH-01/read", "TRUTH-01/collect", "TRUTH-03/history", "TRUTH-03/read",
                "TRUTH-03/collect", "TRUTH-04/history", "TRUTH-04/read", "HIST-08/digits", "TRUTH-05/archive",
                "COLL-04/reads", "COLL-04/rows", "COLL-04/values",
            ]
        ),
        .init("O19", says: "device numbers stay strings", checks: ["FORM-07/asked", "FORM-07/only", "FORM-07/rows"]),
        .init(
            "O20",
            says: "every field marked Required is sent",
            checks: ["FORM-08/reading", "FORM-08/relay", "FORM-08/archive"]
        ),
        .init(
            "O21",
            says: "each call is a POST of JSON to its documented path",
            checks: ["TOKEN-01/method", "FORM-09/reading", "FORM-09/relay", "FORM-09/archive"]
        ),
        .init(
            "O22",
            says: "addArchive's status is the string 0 or 1 per meter",
            checks: ["FORM-10/status"]
        ),
        .init("O23", says: "only listed codes are asked for", checks: ["FORM-11/items"]),
        .init(
            "O24",
            says: "an instant row's stamp is the task's return, not a freeze and no proof of the measuring instant",
            checks: ["READ-11/stamps", "READ-11/apart"]
        ),
        .init(
            "O25",
            says: "a value is read together with its unit",
            checks: [
                "TRUTH-02/history", "TRUTH-02/single", "TRUTH-02/frozen", "READ-05/values", "READ-05/power",
                "READ-05/energy",
            ]
        ),
        .init(
            "O26",
            says: "collection is periodic",
            excluded: "a deployment's schedule is outside a case; observed, never judged"
        ),
    ]
}
