import Synchronization
import Testing

@testable import HESRuntime

struct HandoffQueueTests {
    @Test("elements appended while another one is handled follow it, in their order")
    func keepsOrder() {
        let queue = HandoffQueue<Int>()
        var handled: [Int] = []
        queue.append([1, 2])

        queue.flush { element in
            handled.append(element)
            if element < 3 { queue.append([element + 2]) }
            queue.flush { _ in Issue.record("a second flush at the same time") }
        }

        #expect(handled == [1, 2, 3, 4])
    }

    @Test("one thread at a time handles elements, however many append")
    func isSerial() async {
        let queue = HandoffQueue<(source: Int, number: Int)>()
        let handled = Handled()
        await withTaskGroup { group in
            for source in 0..<4 {
                group.addTask {
                    for number in 0..<500 {
                        queue.append([(source, number)])
                        queue.flush { handled.append($0.number, of: $0.source) }
                        handled.noteFlush()
                    }
                }
            }
        }

        #expect(handled.overlapCount == 0)
        #expect(handled.numbers == Dictionary(uniqueKeysWithValues: (0..<4).map { ($0, Array(0..<500)) }))
    }
}

private final class Handled: Sendable {
    private struct State {
        var numbers: [Int: [Int]] = [:]
        var isBusy = false
        var overlapCount = 0
        var flushCount = 0
    }

    private let state = Mutex(State())

    var numbers: [Int: [Int]] { state.withLock { $0.numbers } }
    /// How often an element came while another one was handled.
    var overlapCount: Int { state.withLock { $0.overlapCount } }

    /// The first element takes until another thread has tried to flush.
    func append(_ number: Int, of source: Int) {
        state.withLock { state in
            if state.isBusy { state.overlapCount += 1 }
            state.isBusy = true
        }
        let deadline = ContinuousClock.now.advanced(by: .seconds(5))
        while state.withLock({ $0.flushCount == 0 && $0.overlapCount == 0 }), .now < deadline {}
        state.withLock { state in
            state.numbers[source, default: []].append(number)
            state.isBusy = false
        }
    }

    func noteFlush() { state.withLock { $0.flushCount += 1 } }
}
