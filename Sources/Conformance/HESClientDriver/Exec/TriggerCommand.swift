import Synchronization

/// A shell command that makes a running system act, such as `curl http://mdm/collect?reason={case}`.
package struct TriggerCommand: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// Runs it with the case's id in the place of each `{case}`; what it started ends with it.
    ///
    /// - Returns: `done`, or how it failed, such as `ended with exit status 7 (no route)`.
    package func run(for id: String, within patience: Duration) async -> String {
        await run(text.replacing("{case}", with: id), within: patience)
    }

    /// The first word of the command, if a shell does not find it; nil if it does.
    package func missingWord() async -> String? {
        guard let word = text.split(whereSeparator: \.isWhitespace).first.map(String.init) else { return "" }
        // A word that the shell would take apart is left to it.
        guard word.utf8.allSatisfy({ Self.plain.contains($0) }) else { return nil }
        return await run("command -v \(word)", within: .seconds(10)) == Self.done ? nil : word
    }

    private func run(_ line: String, within patience: Duration) async -> String {
        let errors = LastLine()
        let command = ClientCommand(program: "/bin/sh", arguments: ["-c", line])
        let process = ExecProcess(command: command, variables: [:]) { event in
            if case .standardError(let line) = event { errors.text.withLock { $0 = line } }
        }
        return await withTaskGroup(of: String.self) { group in
            group.addTask {
                do {
                    let end = try await process.run().end
                    let said = errors.text.withLock(\.self)
                    return end == .status(0) ? Self.done : "ended with \(end)" + (said.isEmpty ? "" : " (\(said))")
                } catch {
                    return "\(error)"
                }
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return "did not end within \(patience.components.seconds) s"
            }
            defer { group.cancelAll() }
            return await group.next() ?? Self.done
        }
    }

    package static let done = "done"
    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+:,./-".utf8)
}

/// The last line that a command said on stderr.
private final class LastLine: Sendable {
    let text = Mutex("")
}
