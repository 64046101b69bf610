import ArgumentParser
import Foundation
import HESConformance
import HESConformanceRunner
import HESContract
import Logging

struct SelfTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract: "Prove that the cases can fail: tampered traces, broken clients, no clients, faults switched off.",
        discussion: """
            Example: hes-sim conformance selftest
            Layers: 1 traces, 2 mutants of the reference client, 3 null drivers, 4 the suite without its faults.
            """
    )

    @Option(parsing: .singleValue, help: "Only this layer, 1 to 4; may be repeated.")
    var layer: [Int] = []

    @OptionGroup var catalogue: CatalogueOption

    @Option(help: "Clients at work at the same time.")
    var jobs = 8

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Of layer 2 only this defect; may be repeated.", valueName: "name")
    )
    var defect: [String] = []

    func validate() throws {
        if let wrong = layer.first(where: { !(1...4).contains($0) }) {
            throw ValidationError("--layer must be from 1 to 4, not \(wrong)")
        }
        if let wrong = defect.first(where: { DefectTable.fails(of: $0) == nil }) {
            throw ValidationError("no defect is called '\(wrong)'; see 'hes-sim reference-client --list-defects'")
        }
    }

    func run() async throws {
        do {
            let interruption = Interruption(consequence: "the clients are ended")
            let code = try await interruption.watching(cancelling: true) { [self] in try await prove() }
            endProcess(interruption.exitCode ?? code)
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    /// - Returns: 0, or 4 if a case does not fail as it should.
    private func prove() async throws -> Int32 {
        var logger = Logger(label: "hes-sim") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        let broker = try await SharedBroker.start(logger: logger)
        let test = SelfTest(
            program: "/proc/self/exe".resolved,
            broker: broker,
            cases: try Catalogue.cases(catalogue.version),
            canary: try Catalogue.canary(),
            catalogue: catalogue.version,
            jobs: jobs,
            logger: logger
        )
        var problems: [String] = []
        if isWanted(1) {
            problems += await layer("1 traces", body: { test.traces(await test.golden()) })
        }
        if isWanted(2) {
            let table = DefectTable.all.filter { defect.isEmpty || defect.contains($0.defect) }
            problems += await layer("2 mutants", body: { await test.mutants(table) })
        }
        if isWanted(3) { problems += await layer("3 null drivers", body: { await test.nullDrivers() }) }
        if isWanted(4) { problems += await layer("4 without faults", body: { await test.withoutFaults() }) }
        await broker.stop()
        guard !Task.isCancelled else { return 4 }
        for problem in problems { StandardOutput.write("PROBLEM  \(problem)\n") }
        StandardOutput.write(problems.isEmpty ? "\nEvery case can fail.\n" : "\n\(problems.count.counted("problem"))\n")
        return problems.isEmpty ? 0 : 4
    }

    private func isWanted(_ number: Int) -> Bool { layer.isEmpty || layer.contains(number) }

    private func layer(_ name: String, body: () async -> SelfTest.Finding) async -> [String] {
        let began = ContinuousClock.now
        let finding = await body()
        guard !Task.isCancelled else { return [] }
        let seconds = (began.duration(to: .now) / .milliseconds(100)).rounded() / 10
        StandardOutput.write("Layer \(name): \(finding.lines.count) tried in \(seconds) s\n")
        for line in finding.lines { StandardOutput.write("  \(line)\n") }
        return finding.problems
    }
}

extension String {
    /// The destination of a symbolic link; the path itself if it is no link.
    fileprivate var resolved: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: self)) ?? self
    }
}
