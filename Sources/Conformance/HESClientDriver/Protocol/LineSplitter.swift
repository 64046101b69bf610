/// Cuts a stream of bytes into lines; holds at most one line of ``maximumBytes``.
package struct LineSplitter: Sendable {
    package enum Line: Sendable, Hashable {
        /// Without its newline.
        case whole([UInt8])
        /// Its beginning; the rest up to the newline was dropped.
        case tooLong([UInt8])
    }

    private let maximumBytes: Int
    private var held: [UInt8] = []
    private var isDropping = false

    package init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Bytes after the last newline.
    package var rest: [UInt8] { held }

    package mutating func split(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var from = bytes.startIndex
        while let newline = bytes[from...].firstIndex(of: 0x0A) {
            hold(bytes[from..<newline])
            lines.append(isDropping ? .tooLong(held) : .whole(held))
            held = []
            isDropping = false
            from = newline + 1
        }
        hold(bytes[from...])
        return lines
    }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        let room = maximumBytes - held.count
        held += bytes.prefix(room)
        if bytes.count > room { isDropping = true }
    }
}
