/// Cuts a stream of bytes into lines; a line that is too long is left out, and counted.
struct LineAssembler: Sendable {
    /// Longest line, without the newline.
    static let mostBytes = 1 << 20

    private var rest: [UInt8] = []
    private var isSkipping = false
    private(set) var tooLong = 0

    /// - Returns: the lines that are whole now.
    mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for piece in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if piece.offset > 0 { end(&lines) }
            add(piece.element)
        }
        return lines
    }

    private mutating func add(_ piece: ArraySlice<UInt8>) {
        guard !isSkipping else { return }
        rest += piece
        guard rest.count > Self.mostBytes else { return }
        isSkipping = true
        rest = []
    }

    private mutating func end(_ lines: inout [[UInt8]]) {
        if isSkipping { tooLong += 1 } else if !rest.allSatisfy({ $0 <= 0x20 }) { lines.append(rest) }
        isSkipping = false
        rest = []
    }
}
