import Foundation

/// What the vendor's document says, as hashes of its words: enough to check a quotation, too little to read it.
///
/// `Document/words.txt` holds the 32-bit FNV-1a hash of every word, of every two and of every three successive words
/// of the document's text, in hexadecimal and ascending. A word is a run of ASCII letters and digits; a blank is between
/// two of them.
struct DocumentWords {
    private let hashes: Set<UInt32>

    /// - Throws: when the file cannot be read.
    init() throws {
        let file = GeneratedPageTests.root.appending(path: "Tests/HESDocsTests/Document/words.txt")
        let text = try String(contentsOf: file, encoding: .utf8)
        hashes = Set(text.split(whereSeparator: \.isWhitespace).compactMap { UInt32($0, radix: 16) })
    }

    /// Whether the document says the quotation; `…` stands for what is left out.
    ///
    /// Each part between two omissions is checked by itself: it is there if all its runs of three words are. A quotation
    /// of one word proves nothing.
    func say(_ quotation: String) -> Bool {
        let parts = quotation.split(separator: "…").map(Self.words)
        guard parts.allSatisfy({ !$0.isEmpty }), parts.joined().count > 1 else { return false }
        return parts.allSatisfy { part in
            let length = min(part.count, 3)
            return (0...part.count - length).allSatisfy { first in
                hashes.contains(Self.hash(part[first..<first + length].joined(separator: " ")))
            }
        }
    }

    private static func words(_ text: Substring) -> [Substring] {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    }

    private static func hash(_ text: String) -> UInt32 {
        text.utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}
