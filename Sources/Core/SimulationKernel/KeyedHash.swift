/// SipHash-2-4 with a 128-bit result (Aumasson, Bernstein 2012, https://github.com/veorq/SipHash): a pseudo-random
/// function that cannot be predicted without the key, and is the same on every run.
package struct KeyedHash: Hashable, Sendable {
    private let key0: UInt64
    private let key1: UInt64

    /// The two words of the key, k0 and k1 of the paper.
    package init(key: (UInt64, UInt64)) {
        (key0, key1) = key
    }

    package func hash(_ message: [UInt8]) -> (UInt64, UInt64) {
        var state = State(key: (key0, key1))
        let whole = message.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            state.absorb(Self.littleEndianWord(message[start..<start + 8]))
        }
        state.absorb(Self.littleEndianWord(message[whole...]) | UInt64(message.count & 0xFF) << 56)
        return state.finish()
    }

    private static func littleEndianWord(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for (index, byte) in bytes.enumerated() { word |= UInt64(byte) << UInt64(8 * index) }
        return word
    }

    private struct State {
        private var v0: UInt64
        private var v1: UInt64
        private var v2: UInt64
        private var v3: UInt64

        init(key: (UInt64, UInt64)) {
            let (key0, key1) = key
            v0 = key0 ^ 0x736F_6D65_7073_6575
            v1 = key1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE
            v2 = key0 ^ 0x6C79_6765_6E65_7261
            v3 = key1 ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> (UInt64, UInt64) {
            v2 ^= 0xEE
            for _ in 0..<4 { round() }
            let first = v0 ^ v1 ^ v2 ^ v3
            v1 ^= 0xDD
            for _ in 0..<4 { round() }
            return (first, v0 ^ v1 ^ v2 ^ v3)
        }

        private mutating func round() {
            v0 = v0 &+ v1
            v1 = rotated(v1, by: 13) ^ v0
            v0 = rotated(v0, by: 32)
            v2 = v2 &+ v3
            v3 = rotated(v3, by: 16) ^ v2
            v0 = v0 &+ v3
            v3 = rotated(v3, by: 21) ^ v0
            v2 = v2 &+ v1
            v1 = rotated(v1, by: 17) ^ v2
            v2 = rotated(v2, by: 32)
        }

        private func rotated(_ word: UInt64, by bits: UInt64) -> UInt64 {
            word << bits | word >> (64 - bits)
        }
    }
}
