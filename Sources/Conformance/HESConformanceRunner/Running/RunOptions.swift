package import HESClientDriver
package import HESConformance

/// The options of a run.
package struct RunOptions: Sendable {
    package enum Mode: String, Sendable { case driver, exec }

    package var mode: Mode
    package var command: ClientCommand
    /// Clients at work at the same time, each with cases of its own.
    package var jobs: Int
    package var seed: UInt64
    /// Version of the catalogue that the cases are of, as clients and the evidence are told.
    package var catalogue: CatalogueVersion
    /// Whether the client is not told which case it is.
    package var isBlind: Bool
    /// Factor on every real wait.
    package var timeScale: Double
    /// Leaves every rule of every case unarmed: the suite must then report that its faults were not delivered.
    package var isWithoutFaults = false
    /// Leaves the canary out, which a client with a deliberate defect may fail.
    package var isWithoutCanary = false

    package init(
        mode: Mode = .driver,
        command: ClientCommand,
        jobs: Int = 4,
        seed: UInt64 = 1,
        catalogue: CatalogueVersion = .latest,
        isBlind: Bool = false,
        timeScale: Double = 1
    ) {
        self.mode = mode
        self.command = command
        self.jobs = jobs
        self.seed = seed
        self.catalogue = catalogue
        self.isBlind = isBlind
        self.timeScale = timeScale
    }

    /// Seconds within which the client should answer an operation; sent to the client.
    var opSeconds: Int { Int((10 * timeScale).rounded(.up)) }
    /// Seconds that the client should wait for a result; sent to the client.
    var planSeconds: Int { scaled(3) }

    func scaled(_ seconds: Int) -> Int { Int((Double(seconds) * timeScale).rounded(.up)) }

    /// Longest wait for an answer that needs no head-end.
    var shortPatience: Duration { .seconds(10 * timeScale) }
    /// Longest wait for an operation: enough for some plans in a row whose results never come, and the pauses between them.
    var operationPatience: Duration { .seconds(45 * timeScale) }
}

extension RunOptions {
    /// Runs the client beside the body; when it returns, no process of the client is left.
    func withSession<Result>(
        observer: @escaping DriverObserver,
        _ body: (any ClientSession) async throws -> Result
    ) async throws -> Result {
        switch mode {
        case .driver: try await DriverSession.run(command, observer: observer) { try await body($0) }
        case .exec: try await body(ExecSession(command, observer: observer))
        }
    }
}
