/// The declaration of an effect's parameter, for the decoder, the schema and the documentation.
package struct FaultParameter: Sendable {
    package enum Form: Sendable {
        case duration
        /// May be negative: `"-7s"`.
        case signedDuration
        case distribution
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case text
        case flag
        case choice([String])
        case phase
        case cgcode
        case cgcodes
        case json
        /// An object of strings.
        case headers
        /// One line of printable ASCII.
        case headerValue
        /// A whole number of pushes, or a duration as text.
        case countOrDuration
    }

    package let name: String
    package let form: Form
    package let isRequired: Bool
    /// The value of an absent parameter; nil for a required parameter, and if absence has a meaning of its own.
    package let defaultValue: FaultArguments.Value?
    /// A short description, including the default.
    package let summary: String
}
