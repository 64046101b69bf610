import Foundation
import HESContract
import HESRuntime
import HESSimulation
import SimulationKernel
import Synchronization

@testable import HESState

/// A world of one DCU with three meters, whose reads take time.
enum TestWorld {
    static let start = SimulatedInstant(milliseconds: 1_720_686_001_000)
    static let credentials = #"{"tenantCode":"T","username":"u","password":"p","secretKey":"k"}"#

    static func configuration(tenantCode: String = "T", seed: UInt64 = 1) -> WorldConfiguration {
        var configuration = WorldConfiguration(
            tenantCode: tenantCode,
            users: [User(username: "u", password: "p", secretKey: "k")],
            seed: seed,
            start: start,
            timing: Timing(perMeterRead: .constant(.milliseconds(700)))
        )
        configuration.dcus = [DCUConfiguration(dcuNo: "D")]
        configuration.meterGroups = [MeterGroup(first: "1001", count: 3, dcu: 0)]
        return configuration
    }

    static func initial(tenantCode: String = "T", scenario: String = "one", seed: UInt64 = 1) -> InitialWorld {
        InitialWorld(
            configuration(tenantCode: tenantCode, seed: seed),
            fingerprint: ScenarioFingerprint(scenario: Array(scenario.utf8), seed: seed)
        )
    }
}

/// A path for a state file in a directory of its own that is removed afterwards.
func withStatePath(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "hes-sim-state-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(directory.appending(path: "state.sqlite").path)
}
