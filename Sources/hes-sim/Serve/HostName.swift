import ArgumentParser

/// A name or an address of this machine, as a flag gives it: `0.0.0.0`, `simulator`, `::1` or `[::1]`.
struct HostName {
    /// Without brackets.
    let text: String

    /// - Throws: `ValidationError` that names the flag.
    init(_ given: String, flag: String) throws {
        let isBracketed = given.hasPrefix("[") && given.hasSuffix("]")
        let text = isBracketed ? String(given.dropFirst().dropLast()) : given
        let colons = text.count { $0 == ":" }
        guard !text.isEmpty, !text.contains(where: { $0 == "[" || $0 == "]" || $0 == "/" || $0.isWhitespace }) else {
            throw ValidationError("\(flag) must be a name or an address such as 0.0.0.0 or [::1], not '\(given)'")
        }
        guard colons != 1, isBracketed ? colons > 1 : true else {
            throw ValidationError(
                "\(flag) is a name or an address alone, not '\(given)': ports have flags of their own"
            )
        }
        self.text = text
    }
}
