import Testing

@testable import HESReferenceClient

@Suite("Limits")
struct GateTests {
    @Test("a gate never lets more in than its limit, and everyone in the end")
    func gate() async {
        let gate = Gate(limit: 3)
        let count = Shared((inside: 0, most: 0, through: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await gate.passing {
                        count.withLock {
                            $0.inside += 1
                            $0.most = max($0.most, $0.inside)
                        }
                        for _ in 0..<5 { await Task.yield() }
                        count.withLock {
                            $0.inside -= 1
                            $0.through += 1
                        }
                    }
                }
            }
        }

        #expect(count.withLock { $0.most } <= 3)
        #expect(count.withLock { $0.through } == 50)
    }

    @Test("results keep the order of their elements")
    func order() async {
        let doubled = await concurrently(Array(0..<20), limit: 4) { $0 * 2 }

        #expect(doubled == (0..<20).map { $0 * 2 })
    }
}
