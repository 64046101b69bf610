import Subprocess

/// The client's process: a session of its own, so that it and all that it starts end together.
struct DriverProcess: Sendable {
    let command: ClientCommand
    /// Of its environment, besides those of this process.
    let variables: [String: String]
    let session: DriverSession

    /// Returns when the process is gone and reaped, and its process group is empty.
    func run(_ streams: ProcessStreams) async {
        BrokenPipes.ignore()
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
        defer { streams.close() }
        do {
            let result = try await Subprocess.run(
                command.executable,
                arguments: Arguments(command.arguments),
                environment: .inherit.updating(changes),
                platformOptions: .client,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { execution in
                await serve(execution, on: streams)
            }
            session.tell { $0.ended(ClientEnd(result.terminationStatus)) }
        } catch {
            let failure = SessionFailure.notStarted(command: command.program, why: "\(error)")
            session.tell { $0.failedToStart(failure) }
        }
    }

    private func serve(
        _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
        on streams: ProcessStreams
    ) async {
        async let writing: Void = write(streams.outgoing, to: execution.standardInputWriter)
        async let stopping: Void = stop(execution, when: streams.stops)
        async let complaining: Void = readErrors(execution.standardError)
        await readOutput(execution.standardOutput)
        await execution.teardown(using: TeardownStep.afterLastWord)
        await complaining
        // The process is not yet reaped, so that its group is still its own.
        try? execution.send(signal: .kill, toProcessGroup: true)
        streams.close()
        _ = await (writing, stopping)
    }

    private func write(_ outgoing: AsyncStream<[UInt8]>, to input: StandardInputWriter) async {
        for await bytes in outgoing {
            // Fails when the client closed its stdin or ended, which shows at its stdout.
            guard let written = try? await input.write(bytes), written == bytes.count else { return }
        }
    }

    private func stop(
        _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>,
        when stops: AsyncStream<ProcessStreams.Stop>
    ) async {
        for await stop in stops {
            guard stop == .atOnce else { return await execution.teardown(using: TeardownStep.ofClient) }
            // Fails if the client has just ended by itself, which is as good.
            try? execution.send(signal: .kill, toProcessGroup: true)
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
