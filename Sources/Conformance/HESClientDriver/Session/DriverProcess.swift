import Subprocess

/// The client's process: a session of its own, so that it and all that it starts end together.
struct DriverProcess: Sendable {
    let command: ClientCommand
    let session: DriverSession

    /// Returns when the process is gone and reaped, and its process group is empty.
    func run() async {
        BrokenPipes.ignore()
        do {
            let result = try await Subprocess.run(
                command.executable,
                arguments: Arguments(command.arguments),
                platformOptions: .client,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { execution in
                await serve(execution)
            }
            session.tell { $0.ended(ClientEnd(result.terminationStatus)) }
        } catch {
            let failure = SessionFailure.notStarted(command: command.program, why: "\(error)")
            session.tell { $0.failedToStart(failure) }
        }
        session.closeStreams()
    }

    private func serve(_ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>) async {
        async let writing: Void = write(execution.standardInputWriter)
        async let stopping: Void = stop(execution)
        async let complaining: Void = readErrors(execution.standardError)
        await readOutput(execution.standardOutput)
        await execution.teardown(using: TeardownStep.afterLastWord)
        await complaining
        // The process is not yet reaped, so that its group is still its own.
        try? execution.send(signal: .kill, toProcessGroup: true)
        session.closeStreams()
        _ = await (writing, stopping)
    }

    private func write(_ input: StandardInputWriter) async {
        for await bytes in session.outgoing {
            // Fails when the client closed its stdin or ended, which shows at its stdout.
            guard let written = try? await input.write(bytes), written == bytes.count else { return }
        }
    }

    private func stop(_ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>) async {
        for await _ in session.stops {
            return await execution.teardown(using: TeardownStep.ofClient)
        }
    }

    private func readOutput(_ output: SubprocessOutputSequence) async {
        do {
            for try await buffer in output {
                let bytes = buffer.array
                session.tell { $0.receive(bytes) }
            }
        } catch {
            session.tell { _ in [.note(.breach("stdout cannot be read: \(error)"))] }
        }
        session.tell { $0.outputEnded() }
    }

    private func readErrors(_ errors: SubprocessOutputSequence) async {
        var splitter = LineSplitter(maximumBytes: DriverEvent.maximumLineBytes + 1)
        // A failure to read stderr says nothing about the client.
        guard (try? await read(errors, into: &splitter)) != nil, !splitter.rest.isEmpty else { return }
        let rest = splitter.rest
        session.tell { $0.receiveError(rest) }
    }

    private func read(_ errors: SubprocessOutputSequence, into splitter: inout LineSplitter) async throws {
        for try await buffer in errors {
            for line in splitter.split(buffer.array) { session.tell { $0.receiveError(line.bytes) } }
        }
    }
}
