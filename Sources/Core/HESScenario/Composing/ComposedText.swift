import JSON

/// The texts of a document and of its parts, one after another in one space of offsets.
struct ComposedText {
    private var texts: [(base: Int, source: SourceText)]
    private var end: Int

    init(_ source: SourceText) {
        texts = [(0, source)]
        end = source.byteCount
    }

    /// How many parts there are.
    var partCount: Int { texts.count - 1 }
    /// Of all texts.
    var byteCount: Int { end }

    /// Adds a part.
    ///
    /// - Returns: what to add to the offsets of its nodes.
    mutating func add(_ part: ScenarioParts.Part) -> Int {
        let base = end + 1
        texts.append((base, SourceText(file: part.file, bytes: part.bytes)))
        end = base + part.bytes.count
        return base
    }

    /// Each with place and pointer in the text that it is about.
    func diagnostics(of problems: [JSONProblem]) -> [Diagnostic] {
        var pointers: [Int: SourcePointer?] = [:]
        return problems.map { problem in
            let (base, source) = text(at: problem.offset)
            var own = problem
            own.offset -= base
            if partCount > 0 {
                let known = pointers[base] ?? source.pointers
                pointers[base] = known
                own.pointer = known?.pointer(of: own) ?? own.pointer
            }
            return source.diagnostic(of: own)
        }
    }

    /// `FILE:LINE:COLUMN`.
    func name(of offset: Int) -> String {
        let (base, source) = text(at: offset)
        return source.name(of: offset - base)
    }

    private func text(at offset: Int) -> (base: Int, source: SourceText) {
        texts.last { $0.base <= offset } ?? texts[0]
    }
}
