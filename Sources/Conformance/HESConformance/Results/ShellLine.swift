/// A command as one line to paste.
package enum ShellLine {
    /// The words, each as a POSIX shell reads it back (Shell Command Language §2.2.2): quoted if it has a character that the shell
    /// gives a meaning, or none at all.
    package static func of(_ words: [String]) -> String {
        words.map(word).joined(separator: " ")
    }

    private static func word(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy(plain.contains)
        return isPlain
            ? word
            : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-".utf8)
}
