/// Appends numbers and texts to bytes; for what is too much for a ``BinaryEncoder``.
///
/// A class, because all containers of an encoding append to the same bytes.
package final class BinaryWriter {
    package private(set) var bytes: [UInt8] = []
    /// Names were left out that cannot be read back; told afterwards, as a container cannot throw when it is made.
    var hasLostNames = false
    /// Case names by their numbers, in the order in which they occurred first.
    private var names: [String: UInt64] = [:]

    package init() {}

    /// Seven bits a byte, the lowest first; the highest bit says that more follow (LEB128).
    package func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Small numbers of either sign are short (zigzag).
    package func write(_ number: Int64) {
        write(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    package func write(_ flag: Bool) {
        bytes.append(flag ? 1 : 0)
    }

    package func write(_ text: String) {
        write(UInt64(text.utf8.count))
        bytes += text.utf8
    }

    package func write(_ blob: [UInt8]) {
        write(UInt64(blob.count))
        bytes += blob
    }

    /// Eight bytes, the lowest first.
    func write(_ number: Double) {
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
        }
    }

    /// The text of a name where it occurs first, its number afterwards.
    package func write(name: String) {
        if let number = names[name] { return write(number) }
        write(UInt64(names.count))
        names[name] = UInt64(names.count)
        write(name)
    }

    /// Replaces the count that was left open at `place`.
    func setCount(_ count: UInt32, at place: Int) {
        for index in 0..<Self.countLength {
            bytes[place + index] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(index)))
        }
    }

    /// Leaves a count open, which is 0 until ``setCount(_:at:)``.
    ///
    /// - Returns: its place.
    func leaveCount() -> Int {
        bytes += repeatElement(0, count: Self.countLength)
        return bytes.count - Self.countLength
    }

    static let countLength = 4
}
