/// Which names the program's own files use.
struct Reach {
    private let sources: [Source]
    /// How often a name stands in all files, declarations included.
    private let total: [String: Int]

    init(_ sources: [Source]) {
        self.sources = sources
        total = sources.reduce(into: [:]) { counts, source in
            for (name, count) in source.nameCounts { counts[name, default: 0] += count }
        }
    }

    /// Package symbols that stand nowhere but where they are declared: only tests use them, or nothing does.
    var unusedSymbols: [String] {
        let declared = sources.flatMap { source in source.declarations.map { (name: $0.name, source, $0.isPackage) } }
        let count = Dictionary(declared.map { ($0.name, 1) }, uniquingKeysWith: +)
        return declared.filter { $0.2 && total[$0.name] == count[$0.name] }.map { "\($0.1.path) \($0.name)" }
    }

    /// Files of which no other file uses any name, and that no conformance or `@main` reaches.
    var unreachedFiles: [String] {
        sources.filter { source in
            let names = Set(source.declarations.map(\.name))
            let own = source.nameCounts
            let isUsed = names.contains { (total[$0] ?? 0) > (own[$0] ?? 0) }
            return !isUsed && !source.isReachedOtherwise
        }
        .map(\.path)
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
        code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    /// The entry point, an initialiser of an extension, or a conformance that callers use through its protocol.
    fileprivate var isReachedOtherwise: Bool {
        code.split(separator: "\n").contains {
            $0 == "@main" || $0.hasPrefix("    init") || $0.hasPrefix("extension ") && $0.contains(": ")
        }
    }

    private static let keywords: Set<Substring> = [
        "func", "var", "let", "struct", "class", "enum", "protocol", "actor", "typealias", "case",
    ]
}
