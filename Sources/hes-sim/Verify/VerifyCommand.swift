import ArgumentParser
import Foundation
import HESContract
import HESVerification
import JSON
import SimulationKernel

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Find out which dialect a HES speaks, and hold it to the contract.",
        discussion: """
            Asks a HES one thing after another, at most one call in --pace, and says for each switch of the dialect what was seen. Nothing is
            opened, added or removed without --writes. docs/guides/real-hes.md is the guide for a HES in production.

            Example: hes-sim verify --base-url https://hes.example --broker mqtts://broker.example --tenant 1000000067 \
            --username u --password p --secret-key k --meters 202407100001,202407100002 --dcu 2211000051 --report seen
            Example: hes-sim verify --from seen
            Exit codes: 0 all that was seen fits a dialect, 1 something fits none, 2 usage, 3 too little was seen or
            the HES no longer answers, 4 the report could not be written.
            """
    )

    @OptionGroup(title: "Where the HES is")
    var target: HESTarget

    @Option(
        help: ArgumentHelp("Numbers of meters that answer, with commas; four of two DCUs tell most.", valueName: "list")
    )
    var meters: String?

    @Option(help: ArgumentHelp("A DCU, first that of the first meter; may be given twice.", valueName: "number"))
    var dcu: [String] = []

    @Option(
        help: ArgumentHelp(
            "What may be changed: archive, relay or both, with a comma. Default: nothing.",
            valueName: "list"
        )
    )
    var writes: String?

    @Option(help: "The most HTTP calls (1–100000).")
    var maxCalls = 200

    @Option(help: "Milliseconds between two calls (0–60000).")
    var pace = 200

    @Option(help: "The most seconds to wait for a result (1–3600).")
    var wait = 90

    @Flag(help: "Take hours: a token's whole life, history after eleven minutes.")
    var slow = false

    @Flag(help: "List what would be asked, and ask nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp("Write dialect.json, scenario.json, the reports and the evidence there.", valueName: "dir")
    )
    var report: String?

    @Option(help: ArgumentHelp("Judge the evidence that --report wrote; asks nothing.", valueName: "dir"))
    var from: String?

    func validate() throws {
        try EmptyFlag.refuse(["--report": report, "--from": from])
        guard dryRun else {
            guard from != nil, let flag = flagsOfRun.first else { return }
            throw ValidationError("\(flag) is for a run, --from asks nothing: leave one of them out")
        }
        if from != nil {
            throw ValidationError("--dry-run lists what would be asked, --from asks nothing: give one of them")
        }
        if report != nil { throw ValidationError("--dry-run writes no report: leave --report out") }
    }

    /// Flags that were given and mean nothing for a run that was made already.
    private var flagsOfRun: [String] {
        let texts: [(String, String?)] = [("--meters", meters), ("--dcu", dcu.first), ("--writes", writes)]
        let others = [
            ("--max-calls", maxCalls != 200), ("--pace", pace != 200), ("--wait", wait != 90), ("--slow", slow),
        ]
        return (texts + target.given).filter { $0.1 != nil }.map(\.0) + others.filter(\.1).map(\.0)
    }

    func run() async throws {
        do {
            if let from { endProcess(try VerifyAgain(folder: from, report: report).run()) }
            if dryRun {
                StandardOutput.write(try VerifyPlan(setup(isDry: true)).text)
                return
            }
            endProcess(try await VerifyStart(self).run())
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    /// - Throws: ``CommandFailure`` naming the flag that is wrong.
    func setup(isDry: Bool = false) throws -> VerificationSetup {
        try check(maxCalls, in: 1...100_000, of: "--max-calls")
        try check(pace, in: 0...60_000, of: "--pace")
        try check(wait, in: 1...3600, of: "--wait")
        var setup = try target.setup(of: try numbers(meters, isDry: isDry), isDry: isDry)
        setup.dcus = try DeviceNumbers(dcu, flag: "--dcu", most: 2).checked
        setup.writes = try allowed()
        if !isDry, setup.writes.contains(.archive), setup.dcus.isEmpty {
            throw CommandFailure.usage("--writes archive needs the number of a DCU: give --dcu, better twice")
        }
        setup.isSlow = slow
        setup.maxCalls = maxCalls
        setup.pace = .milliseconds(Int64(pace))
        setup.pushWait = .seconds(Int64(wait))
        return setup
    }

    private func check(_ value: Int, in range: ClosedRange<Int>, of flag: String) throws {
        guard !range.contains(value) else { return }
        throw CommandFailure.usage("\(flag) must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }

    private func numbers(_ text: String?, isDry: Bool) throws -> [String] {
        let numbers = (text ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        if numbers.isEmpty, isDry { return ["000000000000"] }
        guard !numbers.isEmpty else { throw CommandFailure.usage("--meters must name at least one meter that answers") }
        return try DeviceNumbers(numbers, flag: "--meters").checked
    }

    private func allowed() throws -> [VerificationSetup.Write] {
        try (writes ?? "").split(separator: ",").map { word in
            if let write = VerificationSetup.Write(rawValue: String(word)) { return write }
            let known = VerificationSetup.Write.allCases.map(\.rawValue)
            let hint = Suggestion.hint(for: String(word), among: known).map { "; \($0)" } ?? ""
            throw CommandFailure.usage("--writes takes \(known.joined(separator: " and ")), not '\(word)'\(hint)")
        }
    }
}
