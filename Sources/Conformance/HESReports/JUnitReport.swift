import HESConformance
import HESDrawing

/// `junit.xml`: a suite for each dialect pack, a case for each case, and a suite `canary` if the canary did not pass.
///
/// JUnit knows fewer verdicts: `fail` and `unimplemented` are failures; `error` and `inconclusive` are errors, as they are
/// no pass either; `not-applicable` and `not-run` are skipped; `warn` passes with its reason in `system-out`.
package enum JUnitReport {
    package static func render(_ input: ReportInput) -> String {
        let run = input.run
        let canary = [run.canary].compactMap { $0 }
        let suites =
            canary.map { suite("canary", cases: [$0], of: run) }
            + input.packs.map { pack in suite(pack, cases: run.cases.filter { $0.pack == pack }, of: run) }
        let head = "<testsuites name=\"hes-sim conformance\" \(totals(canary + run.cases, of: run))>"
        return (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", head] + suites + ["</testsuites>\n"])
            .joined(separator: "\n")
    }

    private static func suite(_ pack: String, cases: [CaseResult], of run: RunResult) -> String {
        let head = "  <testsuite name=\"\(escaped(pack))\" \(totals(cases, of: run))>"
        return ([head] + cases.map { testcase($0, of: run) } + ["  </testsuite>"]).joined(separator: "\n")
    }

    private static func totals(_ cases: [CaseResult], of run: RunResult) -> String {
        let kinds = cases.map { Kind($0.verdict) }
        let time = cases.reduce(0) { $0 + (run.elapsedMilliseconds[$1.name] ?? 0) }
        return "tests=\"\(cases.count)\" failures=\"\(kinds.count { $0 == .failure })\" "
            + "errors=\"\(kinds.count { $0 == .error })\" skipped=\"\(kinds.count { $0 == .skipped })\" "
            + "time=\"\(seconds(time))\""
    }

    private static func testcase(_ result: CaseResult, of run: RunResult) -> String {
        let group = result.caseID.split(separator: "-").first.map { String($0) } ?? result.caseID
        let head =
            "    <testcase name=\"\(escaped("\(result.name): \(result.title)"))\" "
            + "classname=\"conformance.\(escaped(result.pack)).\(escaped(group))\" "
            + "time=\"\(seconds(run.elapsedMilliseconds[result.name] ?? 0))\">"
        return head + "\n" + verdict(result) + "    </testcase>"
    }

    private static func verdict(_ result: CaseResult) -> String {
        let message = "\(result.verdict.rawValue): \(result.reason)"
        let type = result.cause?.rawValue ?? result.verdict.rawValue
        let attributes = "message=\"\(escaped(message).replacing("\n", with: "&#10;"))\" type=\"\(escaped(type))\""
        let text = escaped(account(result))
        switch Kind(result.verdict) {
        case .failure: return "      <failure \(attributes)>\(text)</failure>\n"
        case .error: return "      <error \(attributes)>\(text)</error>\n"
        case .skipped: return "      <skipped message=\"\(escaped(message))\"/>\n"
        case .passed: return result.verdict == .warn ? "      <system-out>\(text)</system-out>\n" : ""
        }
    }

    private static func account(_ result: CaseResult) -> String {
        let told = Account(result)
        var lines = ["required: \(told.required)", "did: \(told.did)", "proof: \(told.proof)"]
        if let hint = told.hint { lines.append("hint: \(hint)") }
        if !result.reproduce.isEmpty { lines.append("reproduce: \(result.reproduce)") }
        return lines.joined(separator: "\n")
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    private enum Kind {
        case failure, error, skipped, passed

        init(_ verdict: Verdict) {
            switch verdict {
            case .fail, .unimplemented: self = .failure
            case .error, .inconclusive: self = .error
            case .notApplicable, .notRun: self = .skipped
            case .warn, .pass: self = .passed
            }
        }
    }
}
