import HESConformance
import HESContract
import JSON
import Synchronization

/// Tests the protocol layer of a driver alone: nothing listens at the addresses that it is told.
package struct DriverCheck: Sendable {
    package struct Finding: Sendable, Hashable {
        package enum Grade: String, Sendable { case ok, warning, problem }

        package let grade: Grade
        /// Name of the step, such as `case.begin`.
        package let step: String
        package let message: String
    }

    private let command: ClientCommand
    private let patience: Duration

    /// `patience` is the longest wait for each answer.
    package init(_ command: ClientCommand, patience: Duration = .seconds(30)) {
        self.command = command
        self.patience = patience
    }

    /// Returns a finding for each step until the client's process ends; later steps are not tried.
    package func run() async throws -> [Finding] {
        let notes = Mutex<[DriverEvent]>([])
        let steps = try await DriverSession.run(command) { note in
            notes.withLock { $0.append(note) }
        } body: { session in
            await check(session)
        }
        let told = steps.filter { $0.grade == .problem }.map(\.message)
        let beside = notes.withLock { $0 }.compactMap(Self.finding).filter { note in
            !told.contains { $0.contains(note.message) }
        }
        return steps + beside + (told.isEmpty ? [] : Self.lastErrors(notes.withLock { $0 }))
    }

    /// The last lines of stderr, which most often say why the client ended.
    private static func lastErrors(_ notes: [DriverEvent]) -> [Finding] {
        let lines = notes.compactMap { note -> String? in
            if case .standardError(let line) = note { line } else { nil }
        }
        return lines.suffix(5).map { Finding(grade: .warning, step: "stderr", message: $0) }
    }

    private func check(_ session: DriverSession) async -> [Finding] {
        var findings: [Finding] = []
        for step in steps {
            guard session.death == nil else { break }
            findings.append(await take(step, in: session))
        }
        return findings
    }

    private func take(_ step: Step, in session: DriverSession) async -> Finding {
        do throws(SessionFailure) {
            let message = try await step.action(session)
            return Finding(grade: message.problem ? .problem : .ok, step: step.name, message: message.text)
        } catch {
            return Finding(grade: .problem, step: step.name, message: error.description)
        }
    }

    private static func finding(_ note: DriverEvent) -> Finding? {
        switch note {
        case .breach(let what): return Finding(grade: .problem, step: "protocol", message: what)
        case .noise(let line):
            let excerpt = JSONValue.string(line).excerpt
            let message = "a line on stdout is no message (\(excerpt)); print to stderr instead"
            return Finding(grade: .warning, step: "stdout", message: message)
        case .sent, .received, .standardError, .exit, .timeout: return nil
        }
    }
}

extension DriverCheck {
    private struct Step: Sendable {
        let name: String
        let action: @Sendable (DriverSession) async throws(SessionFailure) -> (problem: Bool, text: String)
    }

    private var steps: [Step] {
        [
            Step(name: "hello") { session async throws(SessionFailure) in
                let hello = try await session.hello(
                    SuiteIdentity(version: "check", catalogue: "check"),
                    within: patience
                )
                return (false, "\(hello.name) \(hello.version), \(hello.language)")
            },
            Step(name: "unknown operation") { session async throws(SessionFailure) in
                try await session.probe("x-check-7f31", within: patience)
                return (false, "answered 'unsupported'")
            },
            begin("case.begin"), read,
            end("case.end"), begin("second case.begin"),
            Step(name: "a line of almost 1 MiB") { session async throws(SessionFailure) in
                let pad = JSONValue.string(String(repeating: "x", count: 1_048_000))
                guard try await session.op("x-check-7f32", with: .members([("pad", pad)]), within: patience) == nil
                else {
                    throw .overClaimed(operation: "x-check-7f32")
                }
                return (false, "read whole and answered 'unsupported'")
            },
            end("second case.end"),
            Step(name: "bye") { session async throws(SessionFailure) in
                try await session.bye(within: patience)
                return (false, "ended with exit status 0")
            },
        ]
    }

    private func begin(_ name: String) -> Step {
        Step(name: name) { session async throws(SessionFailure) in
            var begin = CaseBegin.nowhere
            begin.unknownMembers = [("xUnknown", ["nested": [1, 2]])]
            try await session.caseBegin(begin, within: patience)
            return (false, "ready, unknown fields ignored")
        }
    }

    private func end(_ name: String) -> Step {
        Step(name: name) { session async throws(SessionFailure) in
            try await session.caseEnd(within: patience)
            return (false, "ended")
        }
    }

    private var read: Step {
        Step(name: "read where nothing listens") { session async throws(SessionFailure) in
            let args: JSONValue = ["kind": "single", "cgcode": "5069", "meters": ["202407100001"]]
            guard let result = try await session.op("read", with: args, within: patience) else {
                return (true, "answered 'unsupported'; 'read' is mandatory")
            }
            guard result.outcome != .ok, result.outcome != .partial else {
                let outcome = result.outcome.rawValue
                return (
                    true,
                    "'outcome' is \"\(outcome)\", though nothing listens at the address; never claim what was not read"
                )
            }
            return (false, "outcome '\(result.outcome.rawValue)'")
        }
    }
}

extension [DriverCheck.Finding] {
    /// 0 without a problem, otherwise 1.
    package var exitCode: Int32 { contains { $0.grade == .problem } ? 1 : 0 }

    /// One line for each finding.
    package var text: String {
        map { finding in
            let grade = finding.grade.rawValue
            return grade + String(repeating: " ", count: 9 - grade.count) + "\(finding.step): \(finding.message)"
        }.joined(separator: "\n")
    }
}
