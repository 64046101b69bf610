import DequeModule

/// What is still to be rendered, in lanes: decides whose turn is next.
///
/// The work of one lane is handed out in its order, one piece at a time. The lanes take turns, each for about
/// ``turnRows`` rows. A piece that is larger takes several turns, if it can be carried out in slices; otherwise its lane is
/// passed over until the others have had as much.
/// It holds no lock and no thread; ``RenderWorkers`` does.
struct RenderQueue<Work: Sendable>: Sendable {
    struct Turn: Sendable {
        let work: Work
        /// What is left of the piece.
        let rows: Int
        fileprivate let place: Int
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
        /// Nil in a free place.
        var name: RenderLane?
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

    private var lanes: [Lane] = []
    /// Where a lane is in ``lanes``: looked up once for each operation.
    private var places: [RenderLane: Int] = [:]
    /// Places of lanes that were forgotten.
    private var freePlaces: [Int] = []
    /// Places of lanes that may be available, in the order of their turns; one that is not available any more is dropped when it
    /// comes.
    private var ring: Deque<Int> = []
    /// Of all lanes.
    private(set) var waiting = Waiting()

    func waiting(in lane: RenderLane) -> Waiting { places[lane].map { lanes[$0].waiting } ?? Waiting() }

    /// Adds work behind that of its lane; it is not handed out before ``makeReady(_:)``.
    mutating func append(_ work: Work, rows: Int, to lane: RenderLane) {
        precondition(rows >= 0, "work has no negative number of rows")
        let place = place(of: lane)
        lanes[place].work.append(Piece(work: work, rows: rows))
        count(1, rows: rows, in: place)
    }

    private mutating func place(of lane: RenderLane) -> Int {
        if let place = places[lane] { return place }
        let place = freePlaces.popLast() ?? lanes.count
        if place == lanes.count { lanes.append(Lane()) }
        lanes[place].name = lane
        places[lane] = place
        return place
    }

    /// Lets everything that was appended to a lane be handed out.
    mutating func makeReady(_ lane: RenderLane) {
        guard let place = places[lane], !lanes[place].work.isEmpty else { return }
        lanes[place].readyCount = lanes[place].work.count
        enterRing(place)
    }

    /// Whether a lane waits for its turn.
    mutating func hasTurn() -> Bool {
        while let place = ring.first, !lanes[place].isAvailable { leaveRing(place) }
        return !ring.isEmpty
    }

    /// Begins the turn that is next; nil when nothing may be handed out.
    mutating func beginTurn() -> Turn? {
        while hasTurn() {
            let place = ring.removeFirst()
            if !ring.isEmpty, lanes[place].credit <= 0 {
                lanes[place].credit += Self.turnRows
                // A lane that has had more than its turns passes this one.
                if lanes[place].credit <= 0 {
                    ring.append(place)
                    continue
                }
            }
            lanes[place].isInRing = false
            return beginTurn(at: place)
        }
        return nil
    }

    /// Begins a lane's turn out of order if its next piece has not begun and has at most `rows` rows.
    mutating func beginTurn(of lane: RenderLane, atMost rows: Int) -> Turn? {
        guard let place = places[lane], lanes[place].isAvailable, let next = lanes[place].work.first,
            next.rows <= rows, !next.hasBegun || rows == .max
        else { return nil }
        return beginTurn(at: place)
    }

    /// Ends a turn: what it carried out waits no more, and the lane may have another one.
    ///
    /// - Parameters:
    ///   - turn: the turn.
    ///   - isDone: whether the piece is carried out; else a slice of ``turnRows`` rows was, and the rest stays the lane's next.
    mutating func endTurn(_ turn: Turn, isDone: Bool = true) {
        let place = turn.place
        precondition(lanes[place].isInTurn, "a turn ends once")
        lanes[place].isInTurn = false
        if isDone {
            count(-1, rows: -turn.rows, in: place)
        } else {
            let slice = min(turn.rows, Self.turnRows)
            lanes[place].work.prepend(Piece(work: turn.work, rows: turn.rows - slice, hasBegun: true))
            lanes[place].readyCount += 1
            lanes[place].credit += turn.cost - Self.turnRows
            count(0, rows: -slice, in: place)
        }
        if lanes[place].isAvailable { enterRing(place) }
        removeIfClosed(place)
    }

    /// Forgets a lane as soon as it has no work any more; to be called when none comes.
    mutating func close(_ lane: RenderLane) {
        guard let place = places[lane] else { return }
        lanes[place].isClosed = true
        removeIfClosed(place)
    }

    private mutating func removeIfClosed(_ place: Int) {
        guard lanes[place].isClosed, lanes[place].waiting.count == 0 else { return }
        ring.removeAll { $0 == place }
        if let name = lanes[place].name { places[name] = nil }
        lanes[place] = Lane()
        freePlaces.append(place)
    }

    private mutating func beginTurn(at place: Int) -> Turn? {
        guard let piece = lanes[place].work.popFirst() else { return nil }
        lanes[place].readyCount -= 1
        lanes[place].isInTurn = true
        // What remains of a turn is not saved up.
        let credit = lanes[place].credit
        let cost = max(piece.hasBegun ? Self.turnRows : 1, piece.rows)
        lanes[place].credit = (credit > 0 ? credit : Self.turnRows) - cost
        return Turn(work: piece.work, rows: piece.rows, place: place, cost: cost)
    }

    private mutating func enterRing(_ place: Int) {
        guard !lanes[place].isInRing else { return }
        lanes[place].isInRing = true
        // A lane that has credit left goes on with its turn.
        if lanes[place].credit > 0 { ring.prepend(place) } else { ring.append(place) }
    }

    private mutating func leaveRing(_ place: Int) {
        ring.removeFirst()
        lanes[place].isInRing = false
    }

    private mutating func count(_ pieces: Int, rows: Int, in place: Int) {
        waiting.count += pieces
        waiting.rows += rows
        lanes[place].waiting.count += pieces
        lanes[place].waiting.rows += rows
        assert(waiting.count >= 0 && waiting.rows >= 0, "no more work ends than has begun")
    }
}
