import HESHTTP
import HESRuntime
import HESSimulation
import Logging

@testable import HESMQTT
@testable import HESState

/// What outlives a process: its configuration, its disk, its broker and the wall clock.
struct SimulatedHost {
    let worlds: [(configuration: WorldConfiguration, mode: ClockMode)]
    let recorderLimits: StateRecorder.Limits
    let deliveryLimits: DeliveryLimits
    let disk = SimulatedDisk()
    let network: SimulatedNetwork
    let wall: SimulatedWall
}

/// One life of the simulator's process: its worlds, its delivery and its state writer.
struct SimulatedProcess {
    let record = Record()
    let simulator: Simulator
    let delivery: PushDelivery
    let recorder: StateRecorder

    /// Goes on where the disk left the worlds.
    init(on host: SimulatedHost) throws {
        let record = record
        let logger = Logger(label: "simulation") { _ in RecordingLog(record) }
        let simulator = Simulator(logger: logger) { host.wall.now }
        self.simulator = simulator
        recorder = StateRecorder(store: host.disk, limits: host.recorderLimits, logger: logger)
        delivery = PushDelivery(sender: host.network, limits: host.deliveryLimits, logger: logger) { pushes, outcome in
            for push in pushes { record.settled(push, outcome) }
            simulator.settle(pushes, failure: outcome.failure)
        }
        let surroundings = Simulator.Surroundings(publisher: RecordingPublisher(record: record, delivery: delivery))
        for world in host.worlds {
            let replay = try host.disk.restored(world.configuration)
            let recording = Simulator.Recording(recorder, name: world.configuration.tenantCode)
            simulator.addWorld(replay, mode: world.mode, in: surroundings, recording: recording)
        }
    }

    /// Writes what the worlds have recorded, as the state service does twenty times a second.
    ///
    /// - Throws: ``StateError`` when the disk is full, with which the real process ends.
    func writeState() async throws(StateError) {
        let marks = Dictionary(simulator.worlds.map { ($0.tenantCode, $0.highWater(isAhead: true)) }) { first, _ in
            first
        }
        try await recorder.flush(marks: marks)
        for world in simulator.worlds {
            if let mark = marks[world.tenantCode] { world.extendReserved(to: mark) }
        }
    }
}
