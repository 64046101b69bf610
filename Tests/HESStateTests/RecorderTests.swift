import GRDB
import HESContract
import HESRuntime
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESState

@Suite("State recorder")
struct RecorderTests {
    @Test("inputs wait in memory until they are flushed")
    func flush() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            let recorder = StateRecorder(file, logger: TestSimulator.logger)
            recorder.record(Self.input(1))
            #expect(recorder.hasUnwritten)
            #expect(try Self.tickets(in: file) == [])

            try await recorder.flush(marks: [:])

            #expect(!recorder.hasUnwritten)
            #expect(try Self.tickets(in: file) == [1])
        }
    }

    @Test("a full buffer is written at once, in order", arguments: [true, false])
    func bound(isByCount: Bool) async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            var limits = StateRecorder.Limits()
            if isByCount { limits.inputs = 9 } else { limits.bytes = 9 * 128 }
            let recorder = StateRecorder(file, limits: limits, logger: TestSimulator.logger)

            for ticket in 1...25 { recorder.record(Self.input(UInt64(ticket))) }

            #expect(try Self.tickets(in: file) == Array(1...20))
        }
    }

    @Test("many threads and a flush in between keep each thread's order")
    func concurrency() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            var limits = StateRecorder.Limits()
            limits.inputs = 100
            let recorder = StateRecorder(file, limits: limits, logger: TestSimulator.logger)

            await withTaskGroup { group in
                for thread in 0..<4 {
                    group.addTask {
                        for number in 0..<1000 { recorder.record(Self.input(UInt64(thread * 1000 + number))) }
                    }
                }
                group.addTask { for _ in 0..<20 { try? await recorder.flush(marks: [:]) } }
            }
            try await recorder.flush(marks: [:])

            let tickets = try Self.tickets(in: file)
            #expect(tickets.count == 4000)
            for thread in 0..<4 {
                #expect(tickets.filter { $0 / 1000 == thread } == Array(thread * 1000..<thread * 1000 + 1000))
            }
        }
    }

    @Test("a file that cannot be written any more ends the service with the reason")
    func failure() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            let recorder = StateRecorder(file, logger: TestSimulator.logger)
            try await file.queue.write { try $0.execute(sql: "DROP TABLE input") }
            recorder.record(Self.input(1))

            let error = await #expect(throws: StateError.self) {
                try await StateService(
                    file,
                    recorder: recorder,
                    simulator: Simulator(logger: TestSimulator.logger)
                ).run()
            }

            #expect(error == .notWritten(path: path, reason: "no such table: input"))
        }
    }

    @Test("a failure that a call ran into is told at the next flush")
    func failureInACall() async throws {
        try await withStatePath { path in
            let file = try StateFile(path)
            var limits = StateRecorder.Limits()
            limits.inputs = 0
            let recorder = StateRecorder(file, limits: limits, logger: TestSimulator.logger)
            try await file.queue.write { try $0.execute(sql: "DROP TABLE input") }
            recorder.record(Self.input(1))

            await #expect(throws: StateError.notWritten(path: path, reason: "no such table: input")) {
                try await recorder.flush(marks: [:])
            }
        }
    }

    private static func input(_ ticket: UInt64) -> RecordedInput {
        RecordedInput(
            tenantCode: "T",
            instant: WorldConfiguration.testStart,
            kind: .settle(ticket: ticket, failure: nil)
        )
    }

    private static func tickets(in file: StateFile) throws -> [Int] {
        try file.queue.read { try Int.fetchAll($0, sql: "SELECT ticket FROM input ORDER BY id") }
    }
}
