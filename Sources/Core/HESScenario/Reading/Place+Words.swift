import HESContract
import SimulationKernel

extension Place {
    /// One of a few words.
    func word(among words: [String]) -> String? {
        note("enum", .list(words.map { .string($0) }))
        guard let word = node.value.string, words.contains(word) else {
            complain(
                expected: "one of " + words.joined(separator: ", "),
                hint: hint(among: words)
            )
            return nil
        }
        return word
    }

    /// A duration that may lie before zero: `"-7s"`.
    func signedDuration() -> SimulatedDuration? {
        let expected = "a duration such as 7000, \"7s\" or \"-7s\""
        return either(
            .string { place in
                place.text(expected, pattern: #"^-?[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$"#) { text in
                    let isNegative = text.hasPrefix("-")
                    return SimulatedDuration(parsing: isNegative ? String(text.dropFirst()) : text)
                        .map { isNegative ? .zero - $0 : $0 }
                }
            },
            .other { $0.milliseconds(in: -86_400_000...86_400_000, otherwise: expected) }
        )
    }

    private func milliseconds(in range: ClosedRange<Int>, otherwise expected: String) -> SimulatedDuration? {
        if schema != nil { _ = integer(in: range) }
        if let number = node.value.integer, range.contains(number) { return .milliseconds(Int64(number)) }
        complain(expected: expected + ", a day at most where it is a number")
        return nil
    }
}
