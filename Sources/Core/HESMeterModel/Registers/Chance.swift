/// The random numbers of one split, drawn from 64 hashed bits.
struct Chance {
    private let bits: UInt64
    /// Another 64 bits made of the same ones.
    private let moreBits: UInt64

    init(_ hash: UInt64, key: Int) {
        bits = Self.mixed(hash &+ UInt64(bitPattern: Int64(key)) &* 0x9E37_79B9_7F4A_7C15)
        moreBits = bits &* 0xD6E8_FEB8_6659_FD93
    }

    /// Nearly standard normal, symmetric, never beyond ±3: the sum of three uniform numbers.
    var normal: Double { Self.normal(bits >> 16) }
    var secondNormal: Double { Self.normal(moreBits >> 16) }

    /// Uniform in 0..<1.
    var unit: Double { Double(bits & 0xFFFF) * 0x1p-16 }
    var secondUnit: Double { Double((moreBits ^ bits) & 0xFFFF) * 0x1p-16 }

    private static func normal(_ bits: UInt64) -> Double {
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF)
        return Double(Int64(bitPattern: sum)) * 0x1p-15 - 2.999_954_223_632_812_5
    }

    /// SplitMix64 (Steele, Lea, Flood 2014), written out here because it is the hottest line of the model.
    private static func mixed(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
