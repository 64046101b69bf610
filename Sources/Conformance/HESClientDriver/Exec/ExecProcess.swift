import Subprocess

/// One operation as one process; its group ends with it.
struct ExecProcess: Sendable {
    struct Outcome: Sendable {
        var end: ClientEnd
        /// Lines of stdout; only the last ones are kept if there are many.
        var lines: [[UInt8]]
    }

    let command: ClientCommand
    let variables: [String: String]
    let observer: DriverObserver

    /// Cancelling ends it with SIGTERM, two seconds later with SIGKILL.
    func run() async throws(SessionFailure) -> Outcome {
        BrokenPipes.ignore()
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
        do {
            let result = try await Subprocess.run(
                command.executable,
                arguments: Arguments(command.arguments),
                environment: .inherit.updating(changes),
                platformOptions: .client,
                input: .none,
                output: .sequence,
                error: .sequence
            ) { execution in
                async let complaining: Void = readErrors(execution.standardError)
                let lines = await read(execution.standardOutput)
                await execution.teardown(using: TeardownStep.afterLastWord)
                await complaining
                try? execution.send(signal: .kill, toProcessGroup: true)
                return lines
            }
            return Outcome(end: ClientEnd(result.terminationStatus), lines: result.closureResult)
        } catch {
            throw .notStarted(command: command.program, why: "\(error)")
        }
    }

    private func read(_ output: SubprocessOutputSequence) async -> [[UInt8]] {
        var splitter = LineSplitter(maximumBytes: DriverConversation.maximumLineBytes + 1)
        var lines: [[UInt8]] = []
        do {
            for try await buffer in output {
                lines += splitter.split(buffer.array).map(\.bytes)
                if lines.count > OutputQuota.maximumLines { lines.removeFirst(lines.count - OutputQuota.maximumLines) }
            }
        } catch {
            observer(.breach("stdout cannot be read: \(error)"))
        }
        return splitter.rest.isEmpty ? lines : lines + [splitter.rest]
    }

    private func readErrors(_ errors: SubprocessOutputSequence) async {
        var splitter = LineSplitter(maximumBytes: DriverEvent.maximumLineBytes + 1)
        var quota = OutputQuota()
        do {
            for try await buffer in errors {
                for line in splitter.split(buffer.array) where quota.admitsError() {
                    observer(.standardError(DriverEvent.text(of: line.bytes)))
                }
            }
        } catch {
            observer(.breach("stderr cannot be read: \(error)"))
        }
        if !splitter.rest.isEmpty { observer(.standardError(DriverEvent.text(of: splitter.rest))) }
    }
}
