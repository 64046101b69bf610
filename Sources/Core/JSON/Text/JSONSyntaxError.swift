/// Why a text is not JSON (RFC 8259).
package struct JSONSyntaxError: Error, Hashable, Sendable {
    /// Offset of the first byte that cannot continue a JSON text; the text's length if it ends too early.
    package let offset: Int
    package let expected: String

    package init(offset: Int, expected: String) {
        self.offset = offset
        self.expected = expected
    }
}
