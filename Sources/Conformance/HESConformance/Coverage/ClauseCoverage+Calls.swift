extension ClauseCoverage {
    /// Good practice of calls and their answers, on which the document is silent (contract §7, last paragraph).
    static let practiceOfCalls: [ClauseRow] = [
        .init(
            "practice",
            says: "one re-login on rejection, single flight",
            checks: ["TOKEN-07/logins", "TOKEN-07/rows"]
        ),
        .init(
            "practice",
            says: "a token is text: it is sent as it came",
            checks: ["TOKEN-08/echoed", "TOKEN-08/accepted", "TOKEN-08/rows"]
        ),
        .init("practice", says: "no secrets in URLs or logs", checks: ["TOKEN-09/urls", "TOKEN-09/logs"]),
        .init(
            "practice",
            says: "a long list of meters is asked for in parts, a few calls at once",
            checks: ["FORM-06/batches", "FORM-06/atOnce", "FORM-06/accepted"]
        ),
        .init(
            "practice",
            says: "bounded retries with back-off",
            checks: [
                "TOKEN-06/pauses", "TOKEN-06/bounded", "TOKEN-06/accepted", "ENV-02/bounded", "ENV-04/retryAfter",
                "ENV-04/pauses", "ENV-04/bounded", "ENV-04/rows", "ENV-05/again", "ENV-05/rows",
            ]
        ),
        .init(
            "practice",
            says: "an answer that is none, or of which a part is null or text, costs its call and nothing else",
            checks: [
                "ENV-02/outcome", "ENV-02/noRows", "ENV-02/goesOn", "ENV-03/success", "ENV-03/failure",
                "ENV-03/noRows", "ENV-03/goesOn",
            ]
        ),
        .init(
            "practice",
            says: "an exchange has a time limit",
            checks: ["ENV-06/ends", "ENV-06/honest", "ENV-06/goesOn"]
        ),
        .init(
            "practice",
            says: "what is not known is left out, and what is known is found wherever it stands",
            checks: ["ENV-07/rows", "ENV-07/read", "HIST-10/codes"]
        ),
        .init(
            "practice",
            says: "pages are followed by what came; honest \"incomplete\"",
            checks: [
                "HIST-02/rows", "HIST-02/ends", "HIST-03/ends", "HIST-03/rows", "HIST-04/pages", "HIST-04/rows",
                "HIST-05/once", "HIST-05/complete", "HIST-09/rows",
            ]
        ),
    ]
}
