extension ClauseCoverage {
    /// In the order of the document.
    static let document: [ClauseRow] = [
        .init(
            "§1",
            "Both parties communicate through synchronous interface requests (HTTP+JSON) and asynchronous message subscriptions (MQTT)",
            ["TOKEN-01/contentType", "PUSH-01/subscribed"]
        ),
        .init(
            "§2",
            "Refer to Figure 1 for the process of periodically obtaining frozen data",
            excluded: "the figure says what §4.1 says, which has its own row"
        ),
        .init("§3.1", "The token is valid for 7200 seconds (2 hours).", ["TOKEN-02/logins"]),
        .init(
            "§3.1",
            "If obtained repeatedly within the validity period, the same result will be returned and automatically renewed.",
            ["TOKEN-04/accepted", "TOKEN-04/logins"]
        ),
        .init(
            "§3.1",
            "After expiration, obtaining it again will return a new token.",
            [
                "TOKEN-03/login", "TOKEN-03/rejections", "TOKEN-03/accepted", "TOKEN-05/logins", "TOKEN-05/resent",
                "TOKEN-05/accepted", "HIST-06/pages", "HIST-06/again", "HIST-06/rows",
            ]
        ),
        .init("§3.1", "Developers need to cache the token for subsequent interface calls.", ["TOKEN-02/logins"]),
        .init("§3.1", "Request Method: POST", ["TOKEN-01/method"]),
        .init("§3.1.1", "tenantCode, username, password, secretKey: String, Yes", ["TOKEN-01/credentials"]),
        .init("§3.1.2", "code: 200=Success 500=Fail", ["ENV-01/outcome", "ENV-01/rows"]),
        .init("§3.1.3", "Content-Type: application/json;charset=UTF-8", ["TOKEN-01/contentType"]),
        .init(
            "§3.2",
            "Supported data items are detailed in the Reading Data Range.",
            excluded: "what the HES supports is the HES's matter; which call an item goes to is in the row of §4.2"
        ),
        .init(
            "§3.2",
            "The API returns the result of operation plan creating, meter data will push to MQ with specific topic.",
            [
                "PUSH-01/subscribed", "PUSH-01/rows", "PUSH-05/rows", "PUSH-06/once", "PUSH-11/resubscribed",
                "PUSH-11/rows",
            ]
        ),
        .init("§3.2.1", "devList: String, Execution meter numbers, separated by commas", ["FORM-01/devList"]),
        .init("§3.2.1", "cgcode: String", ["FORM-03/cgcode"]),
        .init("§3.2.1", "start, end: YYYY-MM-DD HH:mm:ss", ["FORM-02/pattern", "FORM-02/zone"]),
        .init("§3.2.1", "token: String, Yes", ["TOKEN-10/token"]),
        .init(
            "§3.2.2",
            "topicId: MQTT subscription operation result data Topic: /${tenantCode}/planId/#",
            ["PUSH-01/subscribed", "PUSH-03/filters", "PUSH-03/subscribed", "PUSH-03/rows"]
        ),
        .init(
            "§3.2.3",
            "status: 00=Success 01=Partial Success 02=Failure",
            [
                "READ-01/rows", "READ-01/missing", "READ-01/again", "READ-02/outcome", "READ-02/rows",
                "READ-03/missing", "READ-03/outcome",
            ]
        ),
        .init("§3.2.3", "devAddr: String, Meter number", ["FORM-07/asked", "FORM-07/only", "FORM-07/rows"]),
        .init("§3.2.3", "Composite reading takes the freeze time", ["READ-09/stamps"]),
        .init(
            "§3.2.3",
            "Instant reading takes the task return time",
            excluded:
                "an instant has nothing to be held against but the push itself; READ-09 holds the stamps of a composite"
        ),
        .init(
            "§3.2.3",
            "unit, value: String",
            excluded: "HIST-08 of a later catalogue: decimals and units are kept as sent"
        ),
        .init(
            "§3.3",
            "Initiate a reading from the electricity meter to obtain real-time data (Single).",
            ["FORM-05/endpoint", "PUSH-02/rows"]
        ),
        .init("§3.4.1", "start, end: within half a year", ["FORM-04/span", "FORM-04/coverage"]),
        .init("§3.4.1", "curPage, pageSize: Integer", ["FORM-03/paging"]),
        .init(
            "§3.4.2",
            "total: Total amount of data that meets the conditions",
            ["HIST-01/pages", "HIST-01/rows", "HIST-06/pages"]
        ),
        .init("§3.5.2", "devAddr, timestamp, unit, value (no cgcode)", ["HIST-07/label"]),
        .init(
            "§3.6.1",
            "controlMode: Integer, 1=open circuit breaker, 2=close circuit breaker",
            ["FORM-03/controlMode", "RELAY-01/open", "RELAY-01/close", "RELAY-09/nothingSent", "RELAY-09/outcome"]
        ),
        .init(
            "§3.6.2",
            "topic: MQTT subscription operation result data Topic: /tenantCode/planId/",
            ["PUSH-02/subscribed", "PUSH-02/rows"]
        ),
        .init(
            "§3.6.3",
            "successful: Execution result true=success false=failure",
            ["RELAY-02/states", "RELAY-03/repeat", "RELAY-04/repeat", "RELAY-04/state"]
        ),
        .init(
            "§3.7.3",
            "status: Reading result status 00=Success 02=Failure",
            ["ARCH-06/outcome", "ARCH-06/unchanged"]
        ),
        .init(
            "§3.7.3",
            "moduleNext: Upper-level route meter number",
            excluded: "ARCH-03 of a later catalogue: routes that lead in a circle"
        ),
        .init(
            "§3.8",
            "The API returns the result of operation plan creating, operation result data will push to MQ with specific topic.",
            ["ARCH-01/afterPush", "ARCH-01/outcome"]
        ),
        .init("§3.8.3", "status: Execution result status 00=Success 02=Failure", ["PUSH-17/outcome"]),
        .init(
            "§3.8.1",
            "archives: devAddr, status 0=Disabled 1=Enabled",
            excluded: "ARCH-02 of a later catalogue: the HES refuses another form, and ARCH-01 could not be reached"
        ),
        .init(
            "§3.9.1",
            "archives: Array, Meter number array",
            excluded: "table and example contradict each other: either form is right"
        ),
        .init("§3.9.3", "HES_Access_Token: <Your Access Token Here>", ["TOKEN-10/token"]),
        .init("§4.1", "first invoke API (obtain historical data) to get historical data", ["COLL-02/order"]),
        .init("§4.1", "Save the return data and check the quantity.", ["COLL-01/only"]),
        .init(
            "§4.1",
            "If find out data missing invoke API (real-time reading) to get data from meter.",
            ["COLL-01/read", "COLL-01/only"]
        ),
        .init(
            "§4.1",
            "Subscribe the MQTT topic to get new read billing data and check data missing.",
            ["PUSH-01/subscribed", "COLL-03/rows", "COLL-03/again"]
        ),
        .init(
            "§4.1",
            "Repeat the operation to make sure all data is collected.",
            ["COLL-03/repeats", "COLL-03/rows", "COLL-05/bounded", "COLL-05/missing", "COLL-05/outcome"]
        ),
        .init("§4.2", "Data Category Composite 1, 2, 3; Single all others", ["FORM-05/endpoint"]),
    ]
}
