import Subprocess

/// A shell that ends the broker and removes its directory when this process is gone, however it ended.
///
/// It reads from a pipe whose other end only this process holds: the kernel closes that end even after SIGKILL. (A
/// parent-death signal would not do: it is bound to the thread that started the child.) It runs in a session of its own,
/// so that ^C at a terminal does not reach it.
struct Watchdog: Sendable {
    private let writer: StandardInputWriter

    /// Runs the body beside the shell; at its end the shell removes the directory and ends.
    static func watch<Result: Sendable>(
        over directory: String,
        _ body: (Watchdog) async throws -> Result
    ) async throws -> Result {
        var options = PlatformOptions()
        options.createSession = true
        // On cancellation the broker ends first; the shell ignores SIGTERM and ends with its pipe.
        options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(5))]
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: ["-c", script, "hes-sim-watchdog", directory],
            platformOptions: options,
            input: .inputWriter,
            output: .discarded,
            error: .discarded
        ) { execution in
            try await body(Watchdog(writer: execution.standardInputWriter))
        }
        return result.closureResult
    }

    /// - Parameter identifier: the process that the shell ends from now on; nil for none.
    func guardProcess(_ identifier: Int32?) async {
        // Fails when the shell was killed: the broker runs on, but no longer ends with a simulator that is killed.
        _ = try? await writer.write("\(identifier.map(String.init) ?? "")\n")
    }

    /// SIGKILL, as what the broker would save at its end is removed anyway; twice, as it may be about to write.
    private static let script = """
        trap '' HUP INT TERM
        broker=
        while read -r line; do broker=$line; done
        if [ -n "$broker" ]; then
            kill -KILL "$broker" 2>/dev/null
            rm -rf "$1"
            sleep 0.2
        fi
        rm -rf "$1"
        """
}
