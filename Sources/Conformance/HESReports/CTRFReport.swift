import HESConformance
import JSON

/// `ctrf.json`: the Common Test Report Format (https://ctrf.io), which knows passed, failed, skipped, pending and other.
///
/// `error`, `fail` and `unimplemented` are failed, `inconclusive` is other, `not-applicable` and `not-run` are skipped, `warn` has
/// passed; `rawStatus` has the verdict.
package enum CTRFReport {
    package static func render(_ input: ReportInput) -> [UInt8] {
        let run = input.run
        let cases = [run.canary].compactMap { $0 } + run.cases
        let statuses = cases.map { status(of: $0.verdict) }
        let summary: [(String, JSONValue)] =
            [("tests", .number("\(cases.count)"))]
            + ["passed", "failed", "pending", "skipped", "other"].map { name in
                (name, .number("\(statuses.count { $0 == name })"))
            } + [("start", 0), ("stop", .number("\(run.elapsedMilliseconds.values.reduce(0, +))"))]
        let tool: JSONValue = [
            "name": "hes-sim conformance", "version": .string(input.simulatorVersion),
            "extra": ["catalogue": .string(input.catalogue.rawValue)],
        ]
        let results: JSONValue = .members([
            ("tool", tool), ("summary", .members(summary)), ("tests", .list(cases.map { test($0, of: run) })),
        ])
        return JSONValue.members([("reportFormat", "CTRF"), ("specVersion", "0.0.0"), ("results", results)])
            .prettyPrinted
    }

    private static func test(_ result: CaseResult, of run: RunResult) -> JSONValue {
        let told = Account(result)
        let why: [(String, JSONValue)] =
            result.isGood
            ? []
            : [
                ("message", .string("\(told.required); \(told.did)")), ("trace", .string(told.proof)),
            ]
        return .members(
            [
                ("name", .string("\(result.name): \(result.title)")), ("status", .string(status(of: result.verdict))),
                ("duration", .number("\(run.elapsedMilliseconds[result.name] ?? 0)")),
                ("rawStatus", .string(result.verdict.rawValue)), ("suite", .string(result.pack)),
                ("tags", .words([result.level.rawValue, result.clause].filter { !$0.isEmpty })),
            ] + why
        )
    }

    private static func status(of verdict: Verdict) -> String {
        switch verdict {
        case .pass, .warn: "passed"
        case .error, .fail, .unimplemented: "failed"
        case .inconclusive: "other"
        case .notApplicable, .notRun: "skipped"
        }
    }
}
