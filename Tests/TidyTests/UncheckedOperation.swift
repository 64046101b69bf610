/// An operation that ends the process for some values, as it stands in a source file that `swift format` has laid out:
/// arithmetic, a conversion between integers, or a subscript of a list.
///
/// Left out are operands that are both literals, a text or a list literal that is joined to another, conversions that say what
/// they do (`clamping:`, `exactly:`, `truncatingIfNeeded:`, `bitPattern:`), keys of dictionaries, and indices taken from
/// `indices` in the same line. `&+` and `addingReportingOverflow` are no such operations.
struct UncheckedOperation: CustomStringConvertible {
    /// From 1.
    let line: Int
    let text: String

    var description: String { "\(line): \(text)" }

    static func all(in source: Source) -> [UncheckedOperation] {
        var operations: [UncheckedOperation] = []
        var last: Substring = ""
        let lines = withoutTexts(source.text).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let found = arithmetic(in: line, after: last) + conversions(in: line) + subscripts(in: line)
            operations += found.map { UncheckedOperation(line: index + 1, text: $0) }
            if line.contains(where: { $0 != " " }) { last = line }
        }
        return operations
    }

    private static func arithmetic(in line: Substring, after last: Substring) -> [String] {
        line.matches(of: #/(?:^ *| )(\+|-|\*|\/|%|\+=|-=|\*=) /#).compactMap { match in
            let before = line[..<match.range.lowerBound]
            let left = before.allSatisfy { $0 == " " } ? last : before
            let right = line[match.range.upperBound...]
            let isJoined = left.hasSuffix("\"") || right.hasPrefix("\"") || right.hasPrefix("[")
            let isLiteral = left.contains(#/(^|[^\w.$])[\d_]+$/#) && right.contains(#/^[\d_]+\b/#)
            return isJoined || isLiteral ? nil : String(match.1)
        }
    }

    private static func conversions(in line: Substring) -> [String] {
        guard line.contains("Int") else { return [] }
        let names =
            #/\bU?Int(?:8|16|32|64)?(?:\((?!(?:ascii|clamping|exactly|truncatingIfNeeded|bitPattern):)|\.init\b)/#
        return line.matches(of: names).map { String($0.0) }
    }

    private static func subscripts(in line: Substring) -> [String] {
        guard line.contains("["), !line.contains(".indices") else { return [] }
        return line.matches(of: #/[\w\)\]]\[([^\[\]]*)\]/#).map { String($0.1) }.filter { key in
            key.wholeMatch(of: #/\d+|index|offset|position|row|column|\$0|\$1/#) != nil
                || key.contains(#/\w *\.\.[.<]|\.\.[.<] *\w| [+-] /#)
        }
    }

    /// The code, in which `""` stands for every text, without comments; lines stay where they are.
    static func withoutTexts(_ code: String) -> String {
        var (result, rest) = ("", code[...])
        while let first = rest.first {
            if rest.hasPrefix("//") {
                rest = rest.drop { $0 != "\n" }
            } else if first == "\"" || first == "#", let text = rest.prefixMatch(of: #/#*"""(?s:.*?)"""#*/#) {
                result += "\"\"" + String(repeating: "\n", count: text.0.count { $0 == "\n" })
                rest = rest[text.range.upperBound...]
            } else if first == "\"" || rest.hasPrefix("#\"") {
                result += "\"\""
                rest = rest[endOfText(rest)...]
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// Behind the text's last quote; texts may be nested in its interpolations.
    private static func endOfText(_ code: Substring) -> String.Index {
        let isRaw = code.first == "#"
        var rest = code.dropFirst(isRaw ? 2 : 1)
        while let first = rest.first {
            if rest.hasPrefix(isRaw ? "\\#(" : "\\(") {
                rest = rest[endOfInterpolation(rest.dropFirst(isRaw ? 3 : 2))...]
            } else if !isRaw, first == "\\" {
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix(isRaw ? "\"#" : "\"") {
                return rest.dropFirst(isRaw ? 2 : 1).startIndex
            } else {
                rest = rest.dropFirst()
            }
        }
        return code.endIndex
    }

    private static func endOfInterpolation(_ code: Substring) -> String.Index {
        var (rest, depth) = (code, 1)
        while depth > 0, let first = rest.first {
            if first == "\"" || rest.hasPrefix("#\"") {
                rest = rest[endOfText(rest)...]
                continue
            }
            if first == "(" { depth += 1 }
            if first == ")" { depth -= 1 }
            rest = rest.dropFirst()
        }
        return rest.startIndex
    }
}
