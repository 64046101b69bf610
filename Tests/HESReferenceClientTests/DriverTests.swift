import Logging
import SimulationKernel
import Testing

@testable import HESReferenceClient

@Suite("Driver")
struct DriverTests {
    /// What the driver says to this input.
    private func answers(to input: String) async -> [String] {
        let said = Shared([String]())
        let rest = Shared([Array(input.utf8)])
        let driver = Driver(
            defects: [],
            version: "1",
            zone: { $0 == "+08:00" ? .plusEight : nil },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            send: { line in said.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
        )
        await driver.run { rest.withLock { $0.popLast() } }
        return said.withLock { $0 }
    }

    @Test("it answers hello, calls unknown operations unsupported, and leaves out what is no message")
    func basics() async {
        let said = await answers(
            to: """
                {"type":"hello","id":1,"protocol":1,"more":{}}
                no json
                {"type":"op","id":"two","op":"x-probe-4c1e","args":{}}
                {"type":"op","id":3,"op":"rows","args":{}}
                {"type":"bye","id":4}
                {"type":"hello","id":5}

                """
        )

        #expect(said.count == 3)
        #expect(said.first?.hasPrefix(#"{"type":"hello.ok","re":1,"protocol":1"#) == true)
        #expect(said.dropFirst().first == #"{"type":"unsupported","re":"two"}"#)
        #expect(said.last?.contains(#""outcome":"failed""#) == true)
    }

    @Test("a line of a megabyte is taken, a longer one is left out and counted")
    func longLines() {
        var assembler = LineAssembler()
        let long = [UInt8](repeating: 0x61, count: LineAssembler.mostBytes)

        #expect(assembler.take(long + [0x0A]).map(\.count) == [LineAssembler.mostBytes])
        #expect(assembler.take(long).isEmpty)
        #expect(assembler.take([0x61, 0x0A, 0x62, 0x0A]) == [[0x62]])
        #expect(assembler.tooLong == 1)
    }

    @Test("every MUST case of the catalogue has a defect, and names are words with hyphens")
    func defects() {
        let must = [
            "TOKEN-01", "TOKEN-02", "TOKEN-03", "TOKEN-04", "TOKEN-10", "FORM-01", "FORM-02", "FORM-03", "FORM-04",
            "FORM-05", "FORM-07", "ENV-01", "HIST-01", "HIST-07", "PUSH-01", "PUSH-02", "PUSH-03", "PUSH-17",
            "READ-01", "READ-02", "READ-09", "COLL-01", "COLL-02", "COLL-03", "RELAY-01", "RELAY-02", "RELAY-09",
            "ARCH-01", "ARCH-06", "FORM-08", "FORM-09", "FORM-10", "TRUTH-02", "TRUTH-03", "TRUTH-05",
        ]

        #expect(Set(must).isSubset(of: Defect.allCases.map(\.entry.caseID)))
        #expect(Defect.allCases.allSatisfy { $0.rawValue.wholeMatch(of: #/[a-z0-9]+(-[a-z0-9]+)*/#) != nil })
    }

    @Test("the client's clock wakes whoever sleeps when it is moved on")
    func clock() async {
        let clock = VirtualClock()
        let isAwake = Shared(false)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await clock.pause(for: .seconds(3600))
                isAwake.withLock { $0 = true }
            }
            while !isAwake.withLock({ $0 }) {
                clock.advance(by: .seconds(3600))
                await Task.yield()
            }
        }

        #expect(clock.now >= .seconds(3600))
    }
}
