import Testing

@testable import HESMQTT

struct RingSpaceTests {
    @Test("pieces follow each other, and the beginning is used again once it was given back")
    func wrapsAround() throws {
        var space = RingSpace(capacity: 10)
        let taken = [4, 4, 3].map { space.take($0) }
        #expect(taken.map { $0?.offset } == [0, 4, nil])

        space.giveBack(try #require(taken[0]))
        let again = [5, 4, 1].map { space.take($0)?.offset }
        #expect(again == [nil, 0, nil])
    }

    @Test(
        "however pieces are taken and given back, pieces never overlap and all of the space comes back",
        arguments: 0..<20
    )
    func noOverlap(seed: Int) {
        var random = seed &* 2_654_435_761
        func next(_ bound: Int) -> Int {
            random = (random &* 1_103_515_245 &+ 12_345) & 0x7FFF_FFFF
            return (random >> 8) % bound
        }
        var space = RingSpace(capacity: 100)
        var taken: [RingSpace.Piece] = []
        for _ in 0..<2000 {
            if next(2) == 0, let piece = space.take(next(40)) {
                let range = piece.offset..<piece.offset + piece.length
                #expect(range.upperBound <= 100)
                #expect(!taken.contains { range.overlaps($0.offset..<$0.offset + $0.length) })
                taken.append(piece)
            } else if !taken.isEmpty {
                space.giveBack(taken.remove(at: next(taken.count)))
            }
        }
        for piece in taken { space.giveBack(piece) }

        #expect(space.isEmpty)
        let whole = space.take(100)
        #expect(whole?.offset == 0)
    }
}
