import ArgumentParser
import HESContract
import HESMQTT
import HESRecording

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Send a recorded client's calls to any HES, and say what differs from the recording.",
        discussion: """
            Example: hes-sim replay rec --base-url http://hes:8080 --broker mqtt://hes:1883 --tenant 1000000067 ...
            Calls are sent in the recorded order, each when the results that had come before it have come again. Everything
            that was recorded is sent: also breaker operations and changes of archives, unless --read-only.
            Flags and HES_* that are absent are those of the demo world, as for 'hes-sim call'.
            Exit codes: 0 nothing differs, 1 something differs, 2 usage, 3 it could not be played.
            """
    )

    @Argument(help: ArgumentHelp("What 'hes-sim record --out' wrote.", valueName: "dir"))
    var folder: String

    @OptionGroup var target: CallTarget

    @Flag(help: "Leave breaker operations and changes of archives out.")
    var readOnly = false

    func run() async throws {
        do {
            let recording = Recording(try RecordingFile.read(folder))
            let (calls, leftOut) = ReplayCall.all(in: recording)
            guard !calls.isEmpty else { throw CommandFailure.usage("'\(folder)' has no call that can be sent again") }
            if leftOut > 0 {
                let what = leftOut.counted("request is no call, or has", plural: "requests are no calls, or have")
                StandardError.write("hes-sim: \(what) no answer: left out")
            }
            let run = try ReplayRun(calls, target: target, isReadOnly: readOnly)
            let comparison = try await run.play()
            for line in comparison.lines { print(line) }
            endProcess(comparison.differences.isEmpty ? 0 : 1)
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }
}
