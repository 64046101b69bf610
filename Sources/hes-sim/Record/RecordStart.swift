import Foundation
import HESConformance
import HESContract
import HESMQTT
import HESProxy
import HESReports
import HESSockets
import JSON
import Logging
import NIOSSL
import SimulationKernel
import UnixSignals

/// One recording, from the flags to the verdicts.
struct RecordStart {
    private let command: RecordCommand
    private let folder: String
    private let plan: ProxyPlan
    private let timeZone: String
    /// Of the HES, before the paths of the contract; empty for most.
    private let basePath: String

    /// - Throws: ``CommandFailure`` with code 2 for an address or a certificate that is none.
    init(_ command: RecordCommand) throws {
        self.command = command
        folder = command.out ?? ""
        timeZone = command.timeZone ?? "+08:00"
        _ = try RecordCommand.zone(timeZone)
        let url = try Self.url(command)
        basePath = url.path(percentEncoded: true)
        var plan = ProxyPlan(
            host: command.host,
            httpPort: command.port,
            mqttPort: command.mqttPort,
            hes: try Self.hes(url, of: command),
            broker: try Self.broker(command)
        )
        plan.serverTLS = try Self.serverTLS(command)
        self.plan = plan
    }

    /// - Returns: the exit code.
    func run() async throws -> Int32 {
        // Two for each connection.
        DescriptorLimit.raise()
        let file = try RecordingFile(folder: folder, timeZone: timeZone, basePath: basePath)
        let logger = Logger(label: "hes-sim") { StreamLogHandler.standardError(label: $0) }
        let proxy = RecordingProxy(plan, observer: RecordingObserver(file: file), logger: logger)
        let limit = try command.length()
        // Trapped before the ports open: a signal that comes as soon as they do must not end the process.
        let signals = await UnixSignalsSequence(trapping: ShutdownSignals.all)
        do {
            try await proxy.run { addresses in
                announce(addresses)
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { _ = await signals.first { _ in true } }
                    if let limit {
                        group.addTask { try? await Task.sleep(for: .milliseconds(limit.milliseconds)) }
                    }
                    await group.next()
                    group.cancelAll()
                }
            }
        } catch let error as ProxyError {
            file.discard()
            throw CommandFailure.unavailable("\(error). Give another --port or --mqtt-port, or 0 for any free one.")
        }
        if let problem = file.close() {
            throw CommandFailure(code: 4, message: "the recording could not be written: \(problem); it is not judged")
        }
        do {
            return try judge()
        } catch let failure as CommandFailure {
            throw CommandFailure(code: 4, message: "the recording could not be judged: \(failure.message)")
        }
    }

    /// Both sides, in print and in the reports.
    ///
    /// - Returns: the exit code.
    private func judge() throws -> Int32 {
        let events = try RecordingFile.read(folder)
        let verdict = RecordingVerdict(events)
        let run = RunResult(
            client: nil,
            mode: "record",
            command: command.words,
            seed: 1,
            cases: verdict.results,
            isComplete: false
        )
        var input = Catalogue.reportInput(run, evidence: [Observation.name: events], of: [], catalogue: .latest)
        input.coverage = []
        try ReportFolder(ofRecording: folder).write(input)
        StandardOutput.write(verdict.text(hasColours: isatty(STDOUT_FILENO) == 1))
        StandardOutput.write("\(events.count.counted("event")) recorded in \(RecordingFile.path(in: folder))\n")
        return verdict.exitCode
    }

    private func announce(_ addresses: ProxyAddresses) {
        let host = command.host.contains(":") ? "[\(command.host)]" : command.host
        let isTLS = plan.serverTLS != nil
        let ready: JSONValue = [
            "ready": true,
            "http": .string("\(isTLS ? "https" : "http")://\(host):\(addresses.httpPort)\(basePath)"),
            "mqtt": .string("\(isTLS ? "mqtts" : "mqtt")://\(host):\(addresses.mqttPort)"),
            "out": .string(folder),
        ]
        var writer = JSONWriter()
        writer.node(ready)
        StandardOutput.writeLine(writer.bytes)
    }

    private static func url(_ command: RecordCommand) throws -> URL {
        let text = try HESTarget.url(command.baseURL ?? "")
        guard let url = URL(string: text) else { throw CommandFailure.usage("--base-url: '\(text)' is no address") }
        return url
    }

    private static func hes(_ url: URL, of command: RecordCommand) throws -> ProxyPlan.Target {
        let host = url.host() ?? ""
        guard url.scheme == "https" else {
            if command.hesCA != nil { throw CommandFailure.usage("--hes-ca is for https: '\(url)' is not") }
            return ProxyPlan.Target(host: host, port: url.port ?? 80, tls: nil)
        }
        do {
            let tls = try ProxyPlan.Target.context(certificateAuthorityFile: command.hesCA)
            return ProxyPlan.Target(host: host, port: url.port ?? 443, tls: tls)
        } catch {
            throw CommandFailure.usage("--hes-ca: \(error)")
        }
    }

    private static func broker(_ command: RecordCommand) throws -> ProxyPlan.Target {
        let address: BrokerAddress
        do {
            address = try BrokerAddress(command.broker ?? "")
        } catch {
            throw CommandFailure.usage("--broker: \(error)")
        }
        guard address.username == nil else {
            throw CommandFailure.usage("--broker takes no login here: the client's own passes unchanged")
        }
        if command.brokerCA != nil, !address.usesTLS { throw CommandFailure.usage("--broker-ca is for mqtts://") }
        do {
            return try ProxyPlan.Target(address, certificateAuthorityFile: command.brokerCA)
        } catch {
            throw CommandFailure.usage("--broker-ca: \(error)")
        }
    }

    private static func serverTLS(_ command: RecordCommand) throws -> NIOSSLContext? {
        guard let chain = command.tlsCert, let key = command.tlsKey else { return nil }
        do {
            let configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try PEMFile.certificates(in: chain).map { .certificate($0) },
                privateKey: .privateKey(try PEMFile.key(in: key))
            )
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw CommandFailure.usage("--tls-cert and --tls-key: \(error)")
        }
    }
}
