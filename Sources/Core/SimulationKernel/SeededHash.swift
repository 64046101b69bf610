/// Random numbers without state: a 64-bit hash of a seed and of the subject of one choice.
///
/// The same seed and subject give the same choice, independent of other choices and of their order. The mixing step is
/// the finaliser of SplitMix64 (Steele, Lea, Flood 2014). Not for secrets; see ``KeyedHash``.
package struct SeededHash: Hashable, Sendable {
    package let value: UInt64

    @inlinable
    package init(seed: UInt64) {
        value = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    }

    @inlinable
    init(value: UInt64) {
        self.value = value
    }

    /// The hash of the same seed and subject with `word` added to the subject.
    @inlinable
    package func about(_ word: UInt64) -> Self {
        Self(value: Self.mix(value ^ Self.mix(word &+ 0x9E37_79B9_7F4A_7C15)))
    }

    /// The hash of the same seed and subject with the UTF-8 of `text` added to the subject.
    package func about(_ text: String) -> Self {
        var (hash, text) = (self, text)
        text.withUTF8 { utf8 in
            let whole = utf8.count & ~7
            for offset in stride(from: 0, to: whole, by: 8) {
                let word = unsafe UnsafeRawBufferPointer(utf8).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hash = hash.about(UInt64(bigEndian: word))
            }
            hash = hash.about(unsafe utf8[whole...].reduce(0) { $0 << 8 | UInt64($1) })
            hash = hash.about(UInt64(utf8.count))
        }
        return hash
    }

    /// Uniform in 0 ..< 1, 53 bits.
    @inlinable
    package var unit: Double { Double(value >> 11) * 0x1p-53 }

    /// Uniform in 0 ..< `count`; the bias is below count / 2⁶⁴.
    package func index(below count: Int) -> Int {
        Int(value.multipliedFullWidth(by: UInt64(count)).high)
    }

    /// A permutation of 0 ..< `count`, all equally likely.
    package func order(of count: Int) -> [Int] {
        var order = Array(0..<max(0, count))
        for place in order.indices.reversed() where place > 0 {
            order.swapAt(place, about(UInt64(place)).index(below: place + 1))
        }
        return order
    }

    @inlinable
    static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
