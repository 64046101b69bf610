package import HESRuntime
import HESSimulation
import ServiceLifecycle

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
        // By the clock and not by rounds, which last longer when the disk is slow: calls would wait for marks then.
        var (nextMark, nextCompaction) = (ContinuousClock.now, ContinuousClock.now)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let now = ContinuousClock.now
            if now >= nextMark {
                nextMark = now + Self.markInterval
                try await reserve()
            } else if recorder.hasUnwritten {
                try await recorder.flush(marks: [:])
            }
            if now >= nextCompaction, file.isLong {
                try await compact()
                nextCompaction = .now + Self.compactionInterval
            }
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.interval) }
        }
        if file.isWorthSnapshots { recordSnapshots() }
        try await recorder.flush(marks: marks(isAhead: false), isLast: true)
        try file.close()
    }

    /// Saves marks ahead of the running clocks, so that calls need not wait for it.
    private func reserve() async throws {
        let marks = marks(isAhead: true)
        try await recorder.flush(marks: marks)
        for world in simulator.worlds where world.isDurable {
            if let mark = marks[world.recordName] { world.extendReserved(to: mark) }
        }
    }

    /// Replaces the inputs of every world by its state.
    private func compact() async throws {
        recordSnapshots()
        try await recorder.flush(marks: [:])
    }

    private func recordSnapshots() {
        for world in simulator.worlds where world.isDurable { world.recordSnapshot() }
    }

    private func marks(isAhead: Bool) -> [String: HighWater] {
        let durable = simulator.worlds.filter(\.isDurable)
        return Dictionary(durable.map { ($0.recordName, $0.highWater(isAhead: isAhead)) }) { first, _ in first }
    }

    private static let interval = Duration.milliseconds(50)
    /// Half of what a mark is ahead of a running clock.
    private static let markInterval = Duration.seconds(1)
    /// A compaction is tried again after this at the earliest.
    private static let compactionInterval = Duration.milliseconds(500)
}
