import Foundation
import HESMQTT
import MQTTTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WatchdogTests {
    @Test("a simulator that is killed takes its broker and the broker's directory with it")
    func killedSimulatorTakesItsBroker() async throws {
        let output = FileManager.default.temporaryDirectory.appending(path: "holder-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: output) }
        let holder = try ChildProcess(try holderPath(), [], outputFile: output)
        defer {
            holder.send(SIGKILL)
            holder.wait()
        }
        try await Patience.eventually("the holder tells its broker") { text(of: output).hasSuffix("/end\n") }
        let line = text(of: output).split(separator: "\n").last ?? ""
        let words = line.split(separator: " ")
        let broker = try #require(words.first.flatMap { Int32($0) })
        let directory = String(try #require(words.last?.dropLast("/end".count)))
        #expect(FileManager.default.fileExists(atPath: directory))

        holder.send(SIGKILL)

        try await Patience.eventually("the broker is gone") { !isRunning(broker) }
        try await Patience.eventually("its directory is gone") { !FileManager.default.fileExists(atPath: directory) }
    }

    #if os(Linux)
    @Test("neither broker nor watchdog inherits a file of the simulator")
    func nothingIsInherited() async throws {
        let held = Pipe()
        try await withManagedBroker { broker, _ in
            let process = try #require(broker.processID)
            let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
            let own = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/fd/\(held.fileHandleForWriting.fileDescriptor)"
            )
            let targets = files.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\($0)")
            }
            #expect(!targets.contains(own))
            #expect(targets.count { $0.hasPrefix("pipe:") } == 1, "its standard error only")
        }
    }
    #endif

    private func text(of file: String) -> String {
        (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }

    private func holderPath() throws -> String {
        let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [products, Bundle.main.bundleURL].map { $0.appending(path: "broker-holder").path }
        return try #require(candidates.first(where: FileManager.default.isExecutableFile(atPath:)))
    }

    /// A process that ended and that nobody has waited for still has a number.
    private func isRunning(_ process: Int32) -> Bool {
        guard kill(process, 0) == 0 else { return false }
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }
}
