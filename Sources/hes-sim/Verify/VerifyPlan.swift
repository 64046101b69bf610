import HESContract
import HESVerification

/// What `--dry-run` prints: each probe with its calls, what it tells, and why it would be left out.
struct VerifyPlan {
    private let setup: VerificationSetup
    private let probes: [Probe]

    /// - Throws: ``CommandFailure`` with code 4 for a probe file that is wrong, which a test rules out.
    init(_ setup: VerificationSetup) throws {
        self.setup = setup
        probes = try Self.probes()
    }

    static func probes() throws -> [Probe] {
        do { return try ProbeCatalogue.load() } catch { throw CommandFailure(code: 4, message: "\(error)") }
    }

    var text: String {
        let lines = probes.map { probe in
            let calls = probe.endpoints.map(\.rawValue).joined(separator: ", ")
            let left = leftOut(probe).map { "  [left out: needs \($0)]" } ?? ""
            let told = probe.tells.map(\.key).joined(separator: " ")
            return """
                \(column(probe.id, width: 16)) \(probe.title)\(left)
                \(column("", width: 16)) \(calls.isEmpty ? "no call" : calls)\(told.isEmpty ? "" : " → \(told)")

                """
        }
        let asked = probes.filter { leftOut($0) == nil }
        let most = CallBound.calls(of: probes, for: setup).counted("call")
        let once = min(setup.maxCalls, asked.reduce(0) { $0 + $1.cost })
        return lines.joined() + "\n\(asked.count) of \(probes.count.counted("probe")), at most \(most): "
            + "\(once) if none is refused; a refused call is repeated; nothing was asked\n"
    }

    /// What flags would have to allow; nil for a probe that may be asked.
    private func leftOut(_ probe: Probe) -> String? {
        let unmet = probe.needs.filter { !setup.allows($0) }
        return unmet.isEmpty ? nil : unmet.map(\.text).joined(separator: ", ")
    }
}
