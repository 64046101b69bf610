/// What the scenario format says of a member of an effect: the decoder, the schema and the documentation read it.
package struct FaultParameter: Sendable {
    package enum Form: Sendable {
        case duration
        /// Also before zero: `"-7s"`.
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
    /// In place of an absent one; nil for a required parameter and for one whose absence has a meaning of its own.
    package let defaultValue: FaultArguments.Value?
    /// With the default, for people.
    package let summary: String
}
