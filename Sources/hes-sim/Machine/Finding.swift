/// What `hes-sim doctor` says about one thing.
struct Finding: Sendable, Hashable {
    enum Status: String, Sendable {
        /// As it should be.
        case ok
        /// hes-sim can do without it.
        case note
        /// `hes-sim serve` with its defaults fails.
        case missing
    }

    let subject: String
    let status: Status
    let text: String
    /// The Debian package that mends it; nil where another command does, or none is needed.
    var package: String?
    /// The command that mends it, where that is no package.
    var command: String?

    static func ok(_ subject: String, text: String) -> Finding {
        Finding(subject: subject, status: .ok, text: text)
    }
}
