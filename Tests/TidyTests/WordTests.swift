import Foundation
import Testing

/// A word that reads like a riddle, what to say instead, and how often it still stands.
struct BannedWord: Sendable, CustomTestStringConvertible {
    let word: String
    let instead: String
    /// May only fall: a change that lowers it writes the new number here.
    let count: Int

    var testDescription: String { word }

    /// The lines of a text with the word, whole and in any case.
    func lines(in text: String) -> [Int] {
        let text = text.lowercased()
        guard text.contains(word) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            line.ranges(of: word)
                .filter { range in
                    let before = range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
                    let after = range.upperBound == line.endIndex ? " " : line[range.upperBound]
                    return !before.isLetter && !after.isLetter
                }
                .map { _ in index + 1 }
        }
    }

    static let all = [
        BannedWord(word: "whoever", instead: "the client, the caller, the reader: name it", count: 0),
        BannedWord(word: "somebody", instead: "a client, a caller, a user: name it", count: 0),
        BannedWord(word: "nobody", instead: "no client, no caller, no test", count: 1),
        BannedWord(word: "whatever", instead: "any, or what it is", count: 0),
        BannedWord(word: "where there is none", instead: "nil when absent, or what happens then", count: 0),
        BannedWord(word: "where there is no", instead: "without, or when it is absent", count: 0),
    ]
}

@Suite("Tidy: words")
struct WordTests {
    @Test("riddles become fewer in the code and in the documentation", arguments: BannedWord.all)
    func words(banned: BannedWord) {
        let texts = Source.all.map { ($0.path, $0.text) } + Page.all.map { ($0.path, $0.text) }
        let found = texts.flatMap { path, text in banned.lines(in: text).map { "\(path):\($0)" } }

        #expect(
            found.count == banned.count,
            "'\(banned.word)' stands \(found.count) times now; say instead: \(banned.instead)\n\(found.joined(separator: "\n"))"
        )
    }

    @Test("a banned word is found, whole and in any case")
    func canFail() {
        let banned = BannedWord(word: "nobody", instead: "no client", count: 0)

        #expect(banned.lines(in: "a nobodyness\nNobody knows") == [2])
        #expect(banned.lines(in: "plain words") == [])
    }
}
