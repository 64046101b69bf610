import JSON

/// The text of a scenario file, from which byte offsets become lines and columns.
struct SourceText {
    private let file: String
    private let bytes: [UInt8]?
    /// Offset of each line's first byte.
    private let lineStarts: [Int]

    /// Without `bytes`, diagnostics have no position.
    init(file: String, bytes: [UInt8]? = nil) {
        self.file = file
        self.bytes = bytes
        lineStarts = [0] + (bytes ?? []).enumerated().filter { $0.element == 0x0A }.map { $0.offset + 1 }
    }

    var byteCount: Int { bytes?.count ?? 0 }

    func diagnostic(of problem: JSONProblem) -> Diagnostic {
        Diagnostic(file: file, position: position(of: problem.offset), problem: problem)
    }

    /// Of the places in the text; nil without `bytes` or for a text that is no JSON.
    var pointers: SourcePointer? { bytes.flatMap(SourcePointer.init) }

    /// `FILE:LINE:COLUMN`.
    func name(of offset: Int) -> String {
        file + (position(of: offset).map { ":\($0.line):\($0.column)" } ?? "")
    }

    func position(of offset: Int) -> Diagnostic.Position? {
        bytes.map { position(of: offset, in: $0) }
    }

    private func position(of offset: Int, in bytes: [UInt8]) -> Diagnostic.Position {
        var low = 0
        var high = lineStarts.count
        while low < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        let scalars = bytes[lineStarts[low - 1]..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 }
        return Diagnostic.Position(line: low, column: scalars + 1)
    }
}
