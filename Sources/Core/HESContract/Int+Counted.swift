extension Int {
    /// The number with its noun, for people: `1 call`, `2 calls`.
    ///
    /// `many` is for every number but 1; nil for `one` with an s. Both may have a verb.
    package func counted(_ one: String, plural many: String? = nil) -> String {
        self == 1 ? "1 \(one)" : "\(self) \(many ?? one + "s")"
    }
}
