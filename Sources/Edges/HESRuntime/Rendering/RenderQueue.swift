import DequeModule

/// What is still to be rendered, in lanes: decides whose turn is next.
///
/// The work of one lane is handed out in its order, one piece at a time. The lanes take turns, each for about
/// ``turnRows`` rows. A piece that is larger takes several turns, if it can be carried out in slices; otherwise its lane is
/// passed over until the others have had as much.
/// It holds no lock and no thread; ``RenderWorkers`` does.
struct RenderQueue<Work: Sendable>: Sendable {
    struct Turn: Sendable {
        let lane: RenderLane
        let work: Work
        /// What is left of the piece.
        let rows: Int
        fileprivate let cost: Int
    }

    struct Waiting: Sendable, Hashable {
        /// Pieces of work.
        var count = 0
        var rows = 0
    }

    private struct Piece: Sendable {
        let work: Work
        /// What is left of it; 0 also for a piece that has more rows than were expected.
        let rows: Int
        var hasBegun = false
    }

    private struct Lane: Sendable {
        var work: Deque<Piece> = []
        /// How many pieces, from the first, may be handed out.
        var readyCount = 0
        var isInTurn = false
        var isInRing = false
        /// Whether it is forgotten as soon as it has no work.
        var isClosed = false
        /// Rows that it may still have before the others; negative after a large piece.
        var credit = 0
        /// With the piece that is in turn.
        var waiting = Waiting()

        var isAvailable: Bool { readyCount > 0 && !isInTurn }
    }

    /// About what a lane is given in one turn.
    static var turnRows: Int { 256 }

    private var lanes: [RenderLane: Lane] = [:]
    /// Lanes that may be available, in the order of their turns; one that is not available any more is dropped when it comes.
    private var ring: Deque<RenderLane> = []
    /// Of all lanes.
    private(set) var waiting = Waiting()

    func waiting(in lane: RenderLane) -> Waiting { lanes[lane]?.waiting ?? Waiting() }

    /// Adds work behind that of its lane; it is not handed out before ``makeReady(_:)``.
    mutating func append(_ work: Work, rows: Int, to lane: RenderLane) {
        precondition(rows >= 0, "work has no negative number of rows")
        lanes[lane, default: Lane()].work.append(Piece(work: work, rows: rows))
        count(1, rows: rows, in: lane)
    }

    /// Lets everything that was appended to a lane be handed out.
    mutating func makeReady(_ lane: RenderLane) {
        guard let count = lanes[lane]?.work.count, count > 0 else { return }
        lanes[lane]?.readyCount = count
        enterRing(lane)
    }

    /// Whether a lane waits for its turn.
    mutating func hasTurn() -> Bool {
        while let lane = ring.first, lanes[lane]?.isAvailable != true { leaveRing(lane) }
        return !ring.isEmpty
    }

    /// Begins the turn that is next; nil when nothing may be handed out.
    mutating func beginTurn() -> Turn? {
        while hasTurn() {
            let lane = ring.removeFirst()
            if !ring.isEmpty, let credit = lanes[lane]?.credit, credit <= 0 {
                lanes[lane]?.credit = credit + Self.turnRows
                // A lane that has had more than its turns passes this one.
                if credit + Self.turnRows <= 0 {
                    ring.append(lane)
                    continue
                }
            }
            lanes[lane]?.isInRing = false
            return beginTurn(of: lane)
        }
        return nil
    }

    /// Begins a lane's turn out of order if its next piece has not begun and has at most `rows` rows.
    mutating func beginTurn(of lane: RenderLane, atMost rows: Int) -> Turn? {
        // No copy of the lane is kept: the first change after it would copy all its work.
        guard lanes[lane]?.isAvailable == true, let next = lanes[lane]?.work.first, next.rows <= rows,
            !next.hasBegun || rows == .max
        else { return nil }
        return beginTurn(of: lane)
    }

    /// Ends a turn: what it carried out waits no more, and the lane may have another one.
    ///
    /// - Parameters:
    ///   - turn: the turn.
    ///   - isDone: whether the piece is carried out; else a slice of ``turnRows`` rows was, and the rest stays the lane's next.
    mutating func endTurn(_ turn: Turn, isDone: Bool = true) {
        precondition(lanes[turn.lane]?.isInTurn == true, "a turn ends once")
        lanes[turn.lane]?.isInTurn = false
        if isDone {
            count(-1, rows: -turn.rows, in: turn.lane)
        } else {
            let slice = min(turn.rows, Self.turnRows)
            lanes[turn.lane]?.work.prepend(Piece(work: turn.work, rows: turn.rows - slice, hasBegun: true))
            lanes[turn.lane]?.readyCount += 1
            lanes[turn.lane]?.credit += turn.cost - Self.turnRows
            count(0, rows: -slice, in: turn.lane)
        }
        if lanes[turn.lane]?.isAvailable == true { enterRing(turn.lane) }
        removeIfClosed(turn.lane)
    }

    /// Forgets a lane as soon as it has no work any more; to be called when none comes.
    mutating func close(_ lane: RenderLane) {
        lanes[lane]?.isClosed = true
        removeIfClosed(lane)
    }

    private mutating func removeIfClosed(_ lane: RenderLane) {
        guard lanes[lane]?.isClosed == true, lanes[lane]?.waiting.count == 0 else { return }
        ring.removeAll { $0 == lane }
        lanes[lane] = nil
    }

    private mutating func beginTurn(of lane: RenderLane) -> Turn? {
        guard let piece = lanes[lane]?.work.popFirst() else { return nil }
        lanes[lane]?.readyCount -= 1
        lanes[lane]?.isInTurn = true
        // What remains of a turn is not saved up.
        let credit = lanes[lane]?.credit ?? 0
        let cost = max(piece.hasBegun ? Self.turnRows : 1, piece.rows)
        lanes[lane]?.credit = (credit > 0 ? credit : Self.turnRows) - cost
        return Turn(lane: lane, work: piece.work, rows: piece.rows, cost: cost)
    }

    private mutating func enterRing(_ lane: RenderLane) {
        guard lanes[lane]?.isInRing == false else { return }
        lanes[lane]?.isInRing = true
        // A lane that has credit left goes on with its turn.
        if let credit = lanes[lane]?.credit, credit > 0 { ring.prepend(lane) } else { ring.append(lane) }
    }

    private mutating func leaveRing(_ lane: RenderLane) {
        ring.removeFirst()
        lanes[lane]?.isInRing = false
    }

    private mutating func count(_ pieces: Int, rows: Int, in lane: RenderLane) {
        waiting.count += pieces
        waiting.rows += rows
        lanes[lane]?.waiting.count += pieces
        lanes[lane]?.waiting.rows += rows
        assert(waiting.count >= 0 && waiting.rows >= 0, "no more work ends than has begun")
    }
}
