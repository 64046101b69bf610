import HESConformance
import HESContract
import HESReports

/// A small run that has one of nearly everything.
enum Sample {
    static let input = ReportInput(
        run: run,
        evidence: ["READ-01": read, "TOKEN-01": token, "HIST-01@tables": crash],
        suiteVersion: "1.0.0",
        catalogue: .first,
        coverage: [
            ClauseRow(
                "§3.2",
                says: "01: partial success; the list holds the meters that were read.",
                checks: ["READ-01/rows", "READ-01/missing"]
            ),
            ClauseRow(
                "§5",
                says: "The appendix lists reading items.",
                excluded: "a table, no requirement of a client"
            ),
        ],
        simulatorVersion: "0.1.0",
        date: "2024-07-12T10:00:00Z"
    )

    static let run = RunResult(
        client: RunResult.Client(name: "acme-mdm", version: "3.2", language: "Kotlin"),
        mode: "driver",
        command: ["java", "-jar", "acme-driver.jar"],
        seed: 7,
        cases: [tokenResult, readResult, crashResult, relayResult, pushResult],
        elapsedMilliseconds: ["TOKEN-01": 41, "READ-01": 1207, "HIST-01@tables": 88],
        isComplete: true,
        stale: ["COLL-01"]
    )

    private static let tokenResult = CaseResult(
        caseID: "TOKEN-01",
        pack: "default",
        level: .must,
        basis: .stated,
        obligation: "O1",
        clause: "§3.1",
        title: "getToken is called with a JSON body of four strings",
        verdict: .pass,
        checks: [
            CheckResult(
                check: "body",
                level: .must,
                verdict: .pass,
                plane: .wire,
                expected: "four strings in a JSON body",
                actual: "four strings in a JSON body",
                events: [3]
            )
        ]
    )

    private static let readResult = CaseResult(
        caseID: "READ-01",
        pack: "default",
        level: .must,
        basis: .derived,
        obligation: "O11",
        clause: "§3.2",
        title: "A partial result: what came is kept, what is missing is named",
        verdict: .fail,
        cause: .assertion,
        reason: "the rows that came were thrown away",
        checks: [
            CheckResult(
                check: "rows",
                level: .must,
                verdict: .fail,
                plane: .report,
                expected: "1 row, of meter 202407100001",
                actual: "0 rows",
                events: [14, 17]
            ),
            CheckResult(
                check: "subscribed",
                level: .should,
                verdict: .pass,
                plane: .wire,
                expected: "a subscription to the topic of the reply",
                actual: "SUBSCRIBE 1000000067/12/# before the push",
                events: [12]
            ),
            CheckResult(
                check: "again",
                level: .should,
                verdict: .notReached,
                plane: .wire,
                expected: "only the missing meter is asked for again",
                actual: "nothing was asked for again"
            ),
        ],
        hint: "status 01 is partial success: keep list, and report the meters that are not in it as missing"
    ).reproduced("hes-sim conformance run --select READ-01 --seed 7 -- java -jar acme-driver.jar")

    private static let crashResult = CaseResult(
        caseID: "HIST-01",
        pack: "tables",
        level: .must,
        basis: .derived,
        obligation: "O9",
        clause: "§3.4",
        title: "Pages are followed to the end",
        verdict: .fail,
        cause: .crash,
        reason: "the client ended with signal 11",
        hint: "look at the lines of stderr"
    )

    private static let relayResult = CaseResult(
        caseID: "RELAY-01",
        pack: "default",
        level: .must,
        basis: .derived,
        obligation: "O15",
        clause: "§3.6",
        title: "A breaker's result is told per meter",
        verdict: .notApplicable,
        reason: "the client declared 'relay' absent: no breakers here"
    )

    private static let pushResult = CaseResult(
        caseID: "PUSH-06",
        pack: "default",
        level: .should,
        basis: .practice,
        obligation: "practice",
        clause: "",
        title: "The same push three times is stored once",
        verdict: .warn,
        reason: "stored three times",
        checks: [
            CheckResult(
                check: "once",
                level: .should,
                verdict: .fail,
                plane: .report,
                expected: "1 row",
                actual: "3 equal rows"
            )
        ]
    )
}

extension CaseResult {
    fileprivate func reproduced(_ command: String) -> CaseResult {
        var result = self
        result.reproduce = command
        return result
    }
}
