/// The form of a meter number in a `devList` (rule R5): 1 to 64 bytes of text without commas and blanks.
package enum MeterNumber {
    package static func isPossible(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !text.contains { $0 == "," || $0.isWhitespace }
    }
}
