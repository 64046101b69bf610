import HESContract

/// Collects every problem of one file; a reader of the file never stops at the first.
final class DiagnosticList {
    private let file: String
    private let bytes: [UInt8]
    /// Offset of each line's first byte.
    private let lineStarts: [Int]
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func add(
        _ severity: Diagnostic.Severity = .error,
        at offset: Int,
        _ pointer: String,
        expected: String,
        found: String,
        hint: String? = nil
    ) {
        let (line, column) = position(of: offset)
        diagnostics.append(
            Diagnostic(
                severity: severity,
                file: file,
                line: line,
                column: column,
                pointer: pointer,
                expected: expected,
                found: found,
                hint: hint
            )
        )
    }

    private func position(of offset: Int) -> (line: Int, column: Int) {
        var low = 0
        var high = lineStarts.count
        while low < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        let start = lineStarts[low - 1]
        let scalars = bytes[start..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 }
        return (low, scalars + 1)
    }
}
