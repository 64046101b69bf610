import Dispatch
import Synchronization
import Testing

@testable import hes_sim

@Suite("Lines for standard error")
struct LineQueueTests {
    /// A descriptor whose reader does not read until it is told to.
    private final class Pipe: Sendable {
        private let written = Mutex<[UInt8]>([])
        private let gate = DispatchSemaphore(value: 0)
        let hasBegun = DispatchSemaphore(value: 0)

        var text: String { String(decoding: written.withLock { $0 }, as: UTF8.self) }

        func write(_ bytes: [UInt8]) {
            hasBegun.signal()
            gate.wait()
            gate.signal()
            written.withLock { $0 += bytes }
        }

        func read() { gate.signal() }
    }

    @Test("a line is added while none is read; what does not fit is dropped and counted at its place")
    func drops() {
        let pipe = Pipe()
        let queue = LineQueue(byteLimit: 10) { pipe.write($0) }

        queue.append(Array("first\n".utf8))
        pipe.hasBegun.wait()
        for line in ["second\n", "third\n", "fourth\n"] { queue.append(Array(line.utf8)) }
        #expect(!queue.flush(within: .milliseconds(10)), "the reader does not read")
        pipe.read()

        #expect(queue.flush(within: .seconds(10)))
        let note = "hes-sim: 2 lines of the log dropped here: standard error was not read fast enough\n"
        #expect(pipe.text == "first\nsecond\n" + note)
        queue.append(Array("fifth\n".utf8))
        #expect(queue.flush(within: .seconds(10)))
        #expect(pipe.text.hasSuffix(note + "fifth\n"))
    }

    @Test("while there is a reader, a line is written when it has been added")
    func atOnce() {
        let pipe = Pipe()
        pipe.read()
        let queue = LineQueue(isReady: { $0 <= 6 }, write: { pipe.write($0) })

        queue.append(Array("first\n".utf8))
        #expect(pipe.text == "first\n")

        queue.append(Array("too long to be sure\n".utf8))
        queue.append(Array("last\n".utf8))
        #expect(queue.flush(within: .seconds(10)))
        #expect(pipe.text == "first\ntoo long to be sure\nlast\n")
    }

    @Test("lines keep their order")
    func order() {
        let pipe = Pipe()
        pipe.read()
        let queue = LineQueue { pipe.write($0) }
        let lines = (0..<1000).map { "\($0)\n" }

        for line in lines { queue.append(Array(line.utf8)) }

        #expect(queue.flush(within: .seconds(10)))
        #expect(pipe.text == lines.joined())
    }
}
