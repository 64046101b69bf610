/// What may stand in a `devList` (rule R5): a number is text without commas and blanks.
package enum MeterNumber {
    package static func isPossible(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !text.contains { $0 == "," || $0.isWhitespace }
    }
}
