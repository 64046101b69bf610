/// A value of an included part that another part, or the file itself, replaces.
struct Override {
    /// Such as `tenants/4711/timing/pushDelay`.
    let name: String
    let earlier: (value: String, offset: Int)
    let later: (value: String, offset: Int)

    func sentence(in text: ComposedText) -> String {
        "\(name) is \(later.value) by \(text.name(of: later.offset)), "
            + "in place of \(earlier.value) by \(text.name(of: earlier.offset))."
    }
}
