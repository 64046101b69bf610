package import HESRuntime
import ServiceLifecycle
import SimulationKernel

/// Writes recorded inputs to the state file, twenty times a second and once more at the end.
///
/// It must stop after the delivery queue, whose last acknowledgements are inputs too.
package struct StateService: Service {
    private let recorder: StateRecorder
    private let file: StateFile
    private let simulator: Simulator

    package init(_ file: StateFile, recorder: StateRecorder, simulator: Simulator) {
        self.file = file
        self.recorder = recorder
        self.simulator = simulator
    }

    /// - Throws: ``StateError`` when the file cannot be written any more.
    package func run() async throws {
        var ticks = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            if recorder.hasUnwritten || ticks % Self.ticksPerClock == 0 { try await recorder.flush(seen: clocks) }
            ticks += 1
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.interval) }
        }
        try await recorder.flush(seen: clocks)
        try file.close()
    }

    private var clocks: [String: SimulatedInstant] {
        Dictionary(simulator.worlds.map { ($0.tenantCode, $0.now) }) { first, _ in first }
    }

    private static let interval = Duration.milliseconds(50)
    /// The instant of a world without inputs is saved once a second.
    private static let ticksPerClock = 20
}
