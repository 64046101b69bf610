/// Which names the program's own files use.
struct Reach {
    private let sources: [Source]
    /// How often a name stands in each file.
    private let counts: [[String: Int]]
    /// How often a name stands in all files, declarations included.
    private let total: [String: Int]

    init(_ sources: [Source]) {
        self.sources = sources
        counts = sources.map(\.nameCounts)
        total = counts.reduce(into: [:]) { total, counts in total.merge(counts, uniquingKeysWith: +) }
    }

    /// Package symbols that stand nowhere but where they are declared: only tests use them, or nothing does.
    var unusedSymbols: [String] {
        let declared = sources.flatMap { source in source.declarations.map { (name: $0.name, source, $0.isPackage) } }
        let count = Dictionary(declared.map { ($0.name, 1) }, uniquingKeysWith: +)
        return declared.filter { $0.2 && total[$0.name] == count[$0.name] }.map { "\($0.1.path) \($0.name)" }
    }

    /// Files of which no other file uses any name, and that no conformance or `@main` reaches.
    var unreachedFiles: [String] {
        zip(sources, counts).filter { source, own in
            let names = Set(source.declarations.map(\.name))
            let isUsed = names.contains { (total[$0] ?? 0) > (own[$0] ?? 0) }
            return !isUsed && !source.isReachedOtherwise
        }
        .map(\.0.path)
    }
}

extension Source {
    struct Declaration {
        let name: String
        let isPackage: Bool
    }

    /// What is declared under a name, at any depth.
    var declarations: [Declaration] {
        code.split(separator: "\n").flatMap { line -> [Declaration] in
            let words = line.split(whereSeparator: { " (:<{=,".contains($0) })
            guard let keyword = words.firstIndex(where: { Self.keywords.contains($0) }), keyword < 6,
                keyword + 1 < words.count,
                words[..<keyword].allSatisfy({ $0.first?.isLowercase ?? false || $0.first == "@" })
            else { return [] }
            let isPackage = words[..<keyword].contains("package")
            return [Declaration(name: words[keyword + 1].filter { $0 != "`" }, isPackage: isPackage)]
        }
    }

    /// How often each identifier stands in the code.
    var nameCounts: [String: Int] {
        code.utf8.split(whereSeparator: Self.isBetweenNames).reduce(into: [:]) { counts, name in
            counts[String(Substring(name)), default: 0] += 1
        }
    }

    /// The entry point, an initialiser of an extension, or a conformance that callers use through its protocol.
    fileprivate var isReachedOtherwise: Bool {
        code.split(separator: "\n").contains {
            $0 == "@main" || $0.hasPrefix("    init") || $0.hasPrefix("extension ") && $0.contains(": ")
        }
    }

    private static func isBetweenNames(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): false
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: false
        default: true
        }
    }

    private static let keywords: Set<Substring> = [
        "func", "var", "let", "struct", "class", "enum", "protocol", "actor", "typealias", "case",
    ]
}
