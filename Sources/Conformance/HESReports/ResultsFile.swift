import HESConformance
import HESContract
package import JSON

/// `results.json`; two equal runs differ only in `date`, `elapsedMs` and, if a client works concurrently, in `events`, the numbers of
/// evidence lines.
package enum ResultsFile {
    package static func render(_ input: ReportInput) -> [UInt8] {
        json(input).prettyPrinted
    }

    package static func json(_ input: ReportInput) -> JSONValue {
        let run = input.run
        return .members([
            ("format", 1), ("date", .string(input.date)),
            (
                "suite",
                [
                    "version": .string(input.suiteVersion), "catalogue": .string(input.catalogue.rawValue),
                    "simulator": .string(input.simulatorVersion),
                ]
            ),
            ("client", run.client.map(client) ?? .null), ("mode", .string(run.mode)), ("command", .words(run.command)),
            ("seed", .number("\(run.seed)")), ("conformant", run.isConformant.map { .bool($0) } ?? .null),
            ("claim", .string(input.claim)), ("canary", run.canary.map { result($0, of: run) } ?? .null),
            ("counts", counts(run)), ("stale", .words(run.stale)),
            ("expected", .words(run.expected)), ("coverage", .list(input.coverage.map(coverage))),
            ("cases", .list(run.cases.map { result($0, of: run) })),
        ])
    }

    private static func client(_ client: RunResult.Client) -> JSONValue {
        ["name": .string(client.name), "version": .string(client.version), "language": .string(client.language)]
    }

    private static func counts(_ run: RunResult) -> JSONValue {
        .members(Verdict.allCases.map { ($0.rawValue, .number("\(run.count($0))")) })
    }

    private static func coverage(_ row: ClauseRow) -> JSONValue {
        [
            "clause": .string(row.clause), "sentence": .string(row.sentence), "checks": .words(row.checks),
            "excluded": orNull(row.excluded),
        ]
    }

    private static func result(_ result: CaseResult, of run: RunResult) -> JSONValue {
        .members([
            ("case", .string(result.caseID)), ("pack", .string(result.pack)), ("level", .string(result.level.rawValue)),
            ("basis", .string(result.basis.rawValue)), ("obligation", .string(result.obligation)),
            ("clause", .string(result.clause)), ("title", .string(result.title)),
            ("verdict", .string(result.verdict.rawValue)), ("cause", orNull(result.cause?.rawValue)),
            ("reason", .string(result.reason)), ("checks", .list(result.checks.map(check))),
            ("hint", .string(result.hint)), ("reproduce", .string(result.reproduce)),
            ("evidence", .string(result.evidencePath)),
            ("elapsedMs", .number("\(run.elapsedMilliseconds[result.name] ?? 0)")),
        ])
    }

    private static func check(_ check: CheckResult) -> JSONValue {
        [
            "check": .string(check.check), "level": .string(check.level.rawValue),
            "verdict": .string(check.verdict.rawValue), "plane": .string(check.plane.rawValue),
            "expected": .string(check.expected), "actual": .string(check.actual),
            "events": .list(check.events.map { .number("\($0)") }),
        ]
    }

    private static func orNull(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
