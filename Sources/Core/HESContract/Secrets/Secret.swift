/// A text that no output may show: described or interpolated it is `***`.
///
/// Debug logs print services with all their members, so a secret that a value keeps must not be a `String`.
package struct Secret: Hashable, Sendable {
    /// For the comparison or the connection that needs it, never for a message.
    package let revealed: String

    package init(_ text: String) {
        revealed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "***" }
    package var debugDescription: String { description }
}
