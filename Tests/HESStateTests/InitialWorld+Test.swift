import Foundation
import HESContract
import HESRuntime
import HESSimulation
import SimulationKernel
import SimulationTestSupport

@testable import HESState

extension InitialWorld {
    /// A world of one DCU with three meters, whose reads take time.
    static func test(
        tenantCode: String = "T",
        scenario: String = "one",
        seed: UInt64 = 1,
        dialect: Dialect = Dialect()
    ) -> InitialWorld {
        var configuration = WorldConfiguration.test(
            tenantCode: tenantCode,
            links: [.instant],
            metersPerDCU: 3,
            seed: seed,
            timing: Timing(perMeterRead: .constant(.milliseconds(700)))
        )
        configuration.dialect = dialect
        let fingerprint = ScenarioFingerprint(scenario: Array(scenario.utf8), seed: seed)
        return InitialWorld(configuration, fingerprint: fingerprint)
    }
}

/// A path for a state file in a directory of its own that is removed afterwards.
func withStatePath(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "hes-sim-state-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(directory.appending(path: "state.sqlite").path)
}
