import HESConformance
import HESContract
package import JSON
import Synchronization

/// A client in exec mode: one process for each operation, which gets its input in HES_* variables.
///
/// A crash or hang ends one operation; the next one is a new process, so that the session never dies.
package final class ExecSession: ClientSession {
    private struct State {
        var lastID = 0
        var begin = CaseBegin.nowhere
        var folder: TemporaryFolder?
    }

    private let command: ClientCommand
    private let observer: DriverObserver
    private let state = Mutex(State())

    /// The observer is called on any thread and must not block.
    package init(_ command: ClientCommand, observer: @escaping DriverObserver) {
        self.command = command
        self.observer = observer
    }

    deinit { state.withLock { $0.folder?.remove() } }

    package var death: SessionFailure? { nil }

    /// Named after the command, without capabilities: a script has no way to declare them.
    package func hello(_ suite: SuiteIdentity, within patience: Duration) async throws(SessionFailure) -> ClientHello {
        let name = command.program.split(separator: "/").last.map { String($0) } ?? command.program
        return ClientHello(undeclared: name)
    }

    package func probe(_ unknownOperation: String, within patience: Duration) async throws(SessionFailure) {
        guard try await op(unknownOperation, with: .members([]), within: patience) == nil else {
            observer(.breach("the unknown operation '\(unknownOperation)' did not end with exit status 89"))
            throw .overClaimed(operation: unknownOperation)
        }
    }

    package func caseBegin(_ begin: CaseBegin, within patience: Duration) async throws(SessionFailure) {
        let folder = try makeFolder()
        state.withLock { state in
            state.folder?.remove()
            state.folder = folder
            state.begin = begin
        }
    }

    package func restart() async throws(SessionFailure) {}

    package func caseEnd(within patience: Duration) async throws(SessionFailure) {
        state.withLock { state in
            state.folder?.remove()
            state.folder = nil
            state.begin = .nowhere
        }
    }

    package func bye(within patience: Duration) async throws(SessionFailure) {
        try await caseEnd(within: patience)
    }

    package func op(
        _ name: String,
        with args: JSONValue,
        within patience: Duration
    ) async throws(SessionFailure) -> OperationResult? {
        let request = DriverRequest.op(name: name, args: args)
        let made = try state.withLock { state throws(SessionFailure) in
            state.lastID += 1
            if state.folder == nil { state.folder = try makeFolder() }
            return (id: state.lastID, begin: state.begin, folder: state.folder?.path ?? "")
        }
        observer(.sent(request.json(id: made.id)))
        let file = "\(made.folder)/result-\(made.id).json"
        let variables = made.begin.variables(operation: name, args: args, folder: made.folder, resultFile: file)
        let outcome = try await run(request, with: variables, id: made.id, within: patience)
        let written = TemporaryFolder.read(file, maximumBytes: DriverConversation.maximumLineBytes)
        return try read(outcome, written: written, answering: request, id: made.id)
    }

    private func makeFolder() throws(SessionFailure) -> TemporaryFolder {
        do {
            return try TemporaryFolder()
        } catch {
            throw .notStarted(command: command.program, why: "no temporary folder: \(error)")
        }
    }

    private func run(
        _ request: DriverRequest,
        with variables: [String: String],
        id: Int,
        within patience: Duration
    ) async throws(SessionFailure) -> ExecProcess.Outcome {
        let process = ExecProcess(command: command, variables: variables, observer: observer)
        let first = await withTaskGroup(of: Result<ExecProcess.Outcome, SessionFailure>?.self) { group in
            group.addTask {
                do throws(SessionFailure) { return .success(try await process.run()) } catch { return .failure(error) }
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        if let first { return try first.get() }
        guard !Task.isCancelled else { throw .cancelled }
        let waitedFor = "the end of \(request.name) (id \(id))"
        observer(.timeout(waitedFor, after: patience))
        throw .hung(waitedFor: waitedFor, patience: patience)
    }

    private func read(
        _ outcome: ExecProcess.Outcome,
        written: [UInt8]?,
        answering request: DriverRequest,
        id: Int
    ) throws(SessionFailure) -> OperationResult? {
        noteNoise(of: outcome, written: written)
        switch ExecResult(outcome, written: written, re: id) {
        case .failure(let failure):
            observer(failure.cause == .crash ? .exit(outcome.end, isExpected: false) : .breach("\(failure)"))
            throw failure
        case .answer(let json):
            observer(.received(json))
            do throws(DriverComplaint) {
                let message = DriverMessage(type: json.member("type")?.value.string ?? "", re: id, json: json)
                guard case .opDone(let result) = try DriverAnswer(message, to: request) else { return nil }
                return result
            } catch {
                observer(.breach("the result of \(request.name): \(error)"))
                throw .breach("the result of \(request.name): \(error)")
            }
        }
    }

    private func noteNoise(of outcome: ExecProcess.Outcome, written: [UInt8]?) {
        let isResultInOutput = ExecResult.source(of: outcome, written: written)?.name != "HES_RESULT_FILE"
        for line in isResultInOutput ? outcome.lines.dropLast() : outcome.lines[...] {
            observer(.noise(DriverEvent.text(of: line)))
        }
    }
}
