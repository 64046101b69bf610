import ArgumentParser

/// Flags whose text is empty, as that of a variable that is not set.
enum EmptyFlag {
    /// - Throws: `ValidationError` naming the first flag that was given without a text.
    static func refuse(_ flags: KeyValuePairs<String, String?>) throws {
        guard let flag = flags.first(where: { $0.value?.isEmpty ?? false })?.key else { return }
        throw ValidationError("\(flag) was given an empty text: is a variable not set?")
    }
}
