/// A permutation of 0 ..< count in constant memory: a Feistel network over the next power of four, walked until it
/// falls into the range (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002).
package struct Shuffle: Sendable {
    private let count: Int
    private let halfBits: UInt64
    private let chance: SeededHash

    /// The same `chance` gives the same permutation; `count` is at most 2⁶².
    package init(count: Int, _ chance: SeededHash) {
        self.count = count
        self.chance = chance
        var halfBits: UInt64 = 1
        while halfBits < 31, 1 << (2 * halfBits) < count { halfBits += 1 }
        self.halfBits = halfBits
    }

    /// The element at `place`, 0 ..< count.
    package subscript(place: Int) -> Int {
        precondition((0..<count).contains(place), "a place of the permutation")
        var word = UInt64(place)
        repeat { word = rounds(word) } while word >= UInt64(count)
        return Int(word)
    }

    private func rounds(_ word: UInt64) -> UInt64 {
        let mask = (1 << halfBits) - 1 as UInt64
        var (left, right) = (word >> halfBits, word & mask)
        for round in 0..<4 as Range<UInt64> {
            (left, right) = (right, left ^ (chance.about(round << 32 | right).value & mask))
        }
        return left << halfBits | right
    }
}
