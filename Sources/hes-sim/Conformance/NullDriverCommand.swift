import ArgumentParser
import HESClientDriver
import HESContract
import JSON
import NIOCore
import NIOPosix

/// Runs a null driver for `selftest`, which needs no other program than this binary.
struct NullDriverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "null-driver",
        abstract: "Be a driver that is no client.",
        discussion: "Example: hes-sim conformance null-driver liar",
        shouldDisplay: false
    )

    @Argument(help: "dead, liar, parrot, connects-only, crasher, hanger, noisy, half-line, wrong-re or over-claimer.")
    var name: String

    func run() async throws {
        guard let driver = NullDriver(rawValue: name) else {
            let known = NullDriver.allCases.map(\.rawValue).joined(separator: ", ")
            endProcess(.usage("there is no null driver '\(name)'; there are \(known)"))
        }
        var connections: [any Channel] = []
        while let line = readLine() {
            guard let message = try? JSONParser.parse(Array(line.utf8)).value else { continue }
            for act in driver.acts(on: message) { try await perform(act, with: &connections) }
        }
    }

    private func perform(_ act: NullDriver.Act, with connections: inout [any Channel]) async throws {
        switch act {
        case .say(let message):
            var writer = JSONWriter()
            writer.node(message)
            StandardOutput.writeLine(writer.bytes)
        case .write(let text): StandardOutput.write(Array(text.utf8))
        case .exit(let code): endProcess(code)
        case .connect(let host, let port):
            let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            // An error is ignored, because this driver only connects and neither result makes it a client.
            if let channel = try? await bootstrap.connect(host: host, port: port).get() { connections.append(channel) }
        }
    }
}
