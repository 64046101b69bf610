import ArgumentParser
import Foundation
import HESConformance
import HESContract
import HESReports
import HESVerification
import JSON

struct JudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Judge the evidence of a run again, without a client.",
        discussion: "Example: hes-sim conformance judge report"
    )

    @Argument(help: ArgumentHelp("What --report wrote.", valueName: "dir"))
    var directory: String

    func run() throws {
        do {
            endProcess(try judge())
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    /// - Returns: the exit code of the run; 4 if a verdict differs from the run's.
    private func judge() throws -> Int32 {
        if let other = OtherFolder(path: directory).sentence { throw CommandFailure.usage(other) }
        let saved = try savedResults()
        if saved.isObservation { return try judgeObservation(saved) }
        let cases = try Catalogue.cases(saved.catalogue) + [Catalogue.canary()]
        var results: [CaseResult] = []
        for old in saved.cases {
            guard let testCase = cases.first(where: { $0.id == old.caseID }) else {
                throw CommandFailure.usage("catalogue \(saved.catalogue.rawValue) has no case '\(old.caseID)'")
            }
            guard old.verdict != Verdict.notRun.rawValue else {
                results.append(CaseResult(notRun: testCase, pack: old.pack))
                continue
            }
            let result = try judged(testCase, as: old)
            results.append(result)
            StandardOutput.write(terminal.lines(for: result) + "\n")
        }
        return code(of: results, as: saved)
    }

    /// The results of an observation or a recording, which share one file of evidence.
    private func judgeObservation(_ saved: SavedRun) throws -> Int32 {
        let events: [EvidenceEvent]
        do {
            events = try evidence(Observation.name)
        } catch EvidenceError.member(let what) {
            throw CommandFailure(code: 4, message: what)
        }
        let ids = saved.cases.map(\.caseID)
        let judged =
            saved.isRecording
            ? RecordingVerdict(events).results : Observation.judge(events, for: ids.filter(Observation.ids.contains))
        let known = Observation.ids + judged.map(\.caseID)
        if let unknown = saved.cases.first(where: { !known.contains($0.caseID) }) {
            throw CommandFailure.usage("this version has nothing called '\(unknown.caseID)' for an observation")
        }
        let all = Dictionary(judged.map { ($0.caseID, $0) }) { first, _ in first }
        let results = ids.compactMap { all[$0] }
        for result in results { StandardOutput.write(terminal.lines(for: result) + "\n") }
        return code(of: results, as: saved)
    }

    /// Tells where verdicts differ from the run's, which is code 4.
    private func code(of results: [CaseResult], as saved: SavedRun) -> Int32 {
        var differences = 0
        for (result, old) in zip(results, saved.cases) where result.verdict.rawValue != old.verdict {
            differences += 1
            StandardError.write("hes-sim: \(old.name) was \(old.verdict) in the run")
        }
        let told =
            differences == 0 ? "as the run said" : "\(differences.counted("differs", plural: "differ")) from the run"
        StandardOutput.write("\n\(results.count.counted("case")) judged again: \(told)\n")
        return differences == 0 ? Int32(ExitCode(results, known: saved.known(results)).rawValue) : 4
    }

    private var terminal: TerminalReport { TerminalReport(hasColours: isatty(STDOUT_FILENO) == 1) }

    /// A case with a member that cannot be read is a fault of the suite, and no other is judged the worse for it.
    private func judged(_ testCase: Case, as old: Saved) throws -> CaseResult {
        do {
            return Judge.judge(testCase, on: try evidence(old.name))
        } catch EvidenceError.member(let what) {
            return CaseResult(of: testCase, pack: old.pack, verdict: .error, reason: what)
        }
    }

    private struct Saved {
        let caseID: String
        let pack: String
        let verdict: String

        var name: String { pack == "default" ? caseID : "\(caseID)@\(pack)" }
    }

    private struct SavedRun {
        let catalogue: CatalogueVersion
        let cases: [Saved]
        let expected: [String]
        let stale: [String]
        let isObservation: Bool
        /// Whether the HES was judged as well.
        let isRecording: Bool

        /// The known-failing cases of the run; nil if there were none.
        func known(_ results: [CaseResult]) -> KnownFailing.Application? {
            guard !expected.isEmpty || !stale.isEmpty else { return nil }
            var known = KnownFailing.Application()
            (known.expected, known.stale) = (expected, stale)
            known.unexpected = results.filter { $0.verdict == .fail && !expected.contains($0.name) }.map(\.name)
            return known
        }
    }

    private func savedResults() throws -> SavedRun {
        let json = try parse(try contents("results.json"), from: "results.json")
        guard case .array(let nodes) = json.member("cases")?.value else {
            throw CommandFailure.usage("'\(directory)/results.json' has no 'cases': is it what --report wrote?")
        }
        let mode = json.member("mode")?.value.string
        let canary = json.member("canary").flatMap { saved($0.value) }
        return SavedRun(
            catalogue: try catalogue(of: json),
            cases: nodes.compactMap { saved($0.value) } + [canary].compactMap { $0 },
            expected: words(json.member("expected")?.value),
            stale: words(json.member("stale")?.value),
            isObservation: mode == "observe" || mode == "record",
            isRecording: mode == "record"
        )
    }

    private func catalogue(of results: JSONValue) throws -> CatalogueVersion {
        let name = results.member("suite")?.value.member("catalogue")?.value.string ?? ""
        guard let version = CatalogueVersion(rawValue: name) else {
            throw CommandFailure.usage("'\(directory)/results.json': \(CatalogueOption.unknown(name))")
        }
        return version
    }

    private func saved(_ value: JSONValue) -> Saved? {
        guard let caseID = value.member("case")?.value.string, let pack = value.member("pack")?.value.string,
            let verdict = value.member("verdict")?.value.string
        else { return nil }
        return Saved(caseID: caseID, pack: pack, verdict: verdict)
    }

    private func words(_ value: JSONValue?) -> [String] {
        guard case .array(let nodes) = value else { return [] }
        return nodes.compactMap { $0.value.string }
    }

    private func evidence(_ name: String) throws -> [EvidenceEvent] {
        let file = "evidence/\(name).jsonl"
        let lines = try contents(file).split(separator: UInt8(ascii: "\n"))
        return try lines.enumerated().map { index, line in
            do {
                return try EvidenceEvent(try parse(Array(line), from: "\(file):\(index + 1)"))
            } catch EvidenceError.member(let what) {
                throw EvidenceError.member("\(directory)/\(file):\(index + 1) has \(what)")
            } catch let error as EvidenceError {
                throw CommandFailure.usage("\(directory)/\(file):\(index + 1): \(error)")
            }
        }
    }

    private func parse(_ bytes: [UInt8], from place: String) throws -> JSONValue {
        do {
            return try JSONParser.parse(bytes).value
        } catch {
            throw CommandFailure.usage(
                "\(directory)/\(place) is no JSON: expected \(error.expected) at byte \(error.offset)"
            )
        }
    }

    private func contents(_ file: String) throws -> [UInt8] {
        let path = URL(fileURLWithPath: directory).appendingPathComponent(file)
        do {
            return Array(try Data(contentsOf: path))
        } catch {
            throw CommandFailure.usage("cannot read '\(directory)/\(file)': is it what --report wrote?")
        }
    }
}
