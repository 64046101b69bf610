/// An ordinal of a plan as a UUID of version 4 (RFC 9562 §5.4): its 64 bits stirred, and 58 bits that follow from them.
///
/// Nothing in the text shows the order of plans, and the text alone leads back to the ordinal.
struct PlanUUID {
    let ordinal: Int64

    init(_ ordinal: Int64) {
        self.ordinal = ordinal
    }

    var text: String {
        let stirred = Self.stirred(UInt64(bitPattern: ordinal))
        let filling = Self.filling(of: stirred)
        let high = (stirred >> 16) << 16 | 0x4000 | (stirred >> 4) & 0xFFF
        let low = 0x8000_0000_0000_0000 | (stirred & 0xF) << 58 | filling
        let digits = Self.hexadecimal(high) + Self.hexadecimal(low)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// Reads exactly the form of ``text``.
    init?(parsing text: some StringProtocol) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard text.utf8.count == 36, digits.count == 32,
            let high = UInt64(String(decoding: digits.prefix(16), as: UTF8.self), radix: 16),
            let low = UInt64(String(decoding: digits.suffix(16), as: UTF8.self), radix: 16)
        else { return nil }
        let stirred = (high >> 16) << 16 | (high & 0xFFF) << 4 | (low >> 58) & 0xF
        ordinal = Int64(bitPattern: Self.calmed(stirred))
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// One to one.
    private static func stirred(_ word: UInt64) -> UInt64 {
        let product = word &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 32
    }

    private static func calmed(_ word: UInt64) -> UInt64 {
        // The factor's inverse modulo 2^64.
        (word ^ word >> 32) &* 0xF1DE_83E1_9937_733D
    }

    /// The finalizer of SplitMix64, 58 bits of it.
    private static func filling(of word: UInt64) -> UInt64 {
        let once = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        let twice = (once ^ once >> 27) &* 0x94D0_49BB_1331_11EB
        return (twice ^ twice >> 31) & 0x03FF_FFFF_FFFF_FFFF
    }

    private static func hexadecimal(_ word: UInt64) -> [UInt8] {
        let digits = Array(String(word, radix: 16).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: 16 - digits.count) + digits
    }
}
