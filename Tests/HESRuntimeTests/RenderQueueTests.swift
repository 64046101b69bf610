import Testing

@testable import HESRuntime

@Suite("What is rendered next")
struct RenderQueueTests {
    private var queue = RenderQueue<String>()
    private let first = RenderLane.pushes(world: 1)
    private let second = RenderLane.pushes(world: 2)

    @Test("work of a lane comes in its order, one piece at a time, once it is ready")
    mutating func order() throws {
        for name in ["a", "b", "c"] { queue.append(name, rows: 1, to: first) }
        let early = queue.beginTurn()?.work
        queue.makeReady(first)

        let turn = queue.beginTurn()
        let meanwhile = [queue.beginTurn()?.work, queue.beginTurn(of: first, atMost: 8)?.work]
        queue.endTurn(try #require(turn))
        let order = rest()

        #expect(early == nil)
        #expect(turn?.work == "a")
        #expect(meanwhile == [nil, nil])
        #expect(order == ["b", "c"])
        #expect(queue.waiting == RenderQueue.Waiting())
    }

    @Test("lanes of equal pieces take turns")
    mutating func turns() {
        add(["a1", "a2", "a3"], rows: 300, to: first)
        add(["b1", "b2"], rows: 300, to: second)

        let order = rest()

        #expect(order == ["a1", "b1", "a2", "b2", "a3"])
    }

    @Test("a lane of large pieces is passed over until a lane of small ones has had as many rows")
    mutating func fairInRows() {
        add(["A1", "A2"], rows: 2560, to: first)
        add((1...100).map { "b\($0)" }, rows: 64, to: second)

        let order = rest()

        let between = order[(order.firstIndex(of: "A1") ?? 0)..<(order.firstIndex(of: "A2") ?? 0)].count - 1
        #expect((36...44).contains(between), "40 small pieces have as many rows as a large one")
    }

    @Test("a small piece is begun at once if nothing of its lane is before it; a large one is not")
    mutating func small() throws {
        add(["a1"], rows: 1000, to: first)
        add(["b1"], rows: 8, to: second)
        add(["b2"], rows: 9, to: second)

        let turn = queue.beginTurn(of: second, atMost: 8)
        queue.endTurn(try #require(turn))
        let larger = [queue.beginTurn(of: second, atMost: 8)?.work, queue.beginTurn(of: first, atMost: 8)?.work]
        let order = rest()

        #expect(turn?.work == "b1")
        #expect(larger == [nil, nil])
        #expect(order == ["a1", "b2"])
    }

    @Test("what waits is counted by lane and in all, with the piece that is in turn")
    mutating func counts() throws {
        add(["a1", "a2"], rows: 100, to: first)
        add(["b1"], rows: 10, to: second)
        let turn = queue.beginTurn()
        #expect(queue.waiting == .init(count: 3, rows: 210))
        queue.endTurn(try #require(turn))

        #expect(queue.waiting(in: first) == .init(count: 1, rows: 100))
        #expect(queue.waiting(in: second) == .init(count: 1, rows: 10))
        #expect(queue.waiting == .init(count: 2, rows: 110))
    }

    @Test("a large piece that comes in slices leaves the other lanes their turns, and its lane its order")
    mutating func slices() {
        add(["A"], rows: 1000, to: first)
        add(["a2"], rows: 10, to: first)
        add(["b1", "b2", "b3"], rows: 256, to: second)

        let order = rest(slices: ["A": 4])

        #expect(order == ["A", "b1", "A", "b2", "A", "b3", "A", "a2"])
        #expect(queue.waiting == RenderQueue.Waiting())
    }

    @Test("the rest of a large piece is never begun as a small one, also when it has more rows than were expected")
    mutating func underestimated() throws {
        add(["A"], rows: 260, to: first)
        for rows in [4, 0, 0] {
            let turn = queue.beginTurn()
            queue.endTurn(try #require(turn), isDone: false)
            #expect(queue.waiting == .init(count: 1, rows: rows))
            let small = queue.beginTurn(of: first, atMost: 8)
            #expect(small?.work == nil)
        }
        add(["b1", "b2"], rows: 100, to: second)

        let order = rest(slices: ["A": 2])

        #expect(order == ["A", "b1", "b2", "A"])
    }

    @Test("the last slice of a piece that has more rows than were expected takes a whole turn")
    mutating func lastSlice() {
        add(["A"], rows: 0, to: first)
        add(["a2"], rows: 10, to: first)
        add(["b1", "b2"], rows: 300, to: second)

        let order = rest(slices: ["A": 2])

        #expect(order == ["A", "b1", "A", "b2", "a2"])
    }

    @Test("a closed lane still gives all its work")
    mutating func closed() {
        add(["a1", "a2"], rows: 100, to: first)
        queue.close(first)

        let order = rest()

        #expect(order == ["a1", "a2"])
        #expect(queue.waiting(in: first) == RenderQueue.Waiting())
    }

    private mutating func add(_ names: [String], rows: Int, to lane: RenderLane) {
        for name in names { queue.append(name, rows: rows, to: lane) }
        queue.makeReady(lane)
    }

    /// The work in the order in which a single thread does it.
    private mutating func rest(slices: [String: Int] = [:]) -> [String] {
        var names: [String] = []
        var left = slices
        while let turn = queue.beginTurn() {
            names.append(turn.work)
            left[turn.work, default: 1] -= 1
            queue.endTurn(turn, isDone: left[turn.work] == 0)
        }
        return names
    }
}
