package import HESContract
package import SimulationKernel

/// One thing that a probe does.
package struct ProbeStep: Sendable {
    package enum Act: Sendable {
        case call(CallForm)
        case pause(SimulatedDuration)
        /// Subscribes once more to the topic of the last push, for what the broker retained.
        case listenAgain
    }

    /// By which the judging functions find it; equal names are equal questions.
    package let label: String
    package let act: Act
    /// Whether a refusal tells something, rather than that something is wrong.
    package let mayBeRefused: Bool
}

/// A call with places for what is known only while it runs.
package struct CallForm: Sendable {
    package enum Meters: String, CaseIterable, Sendable {
        case first, all, unknown
        /// All and an unknown one.
        case allAndUnknown
        /// The first with a blank before it.
        case blankFirst
    }

    package enum Token: String, CaseIterable, Sendable {
        /// The present one, in body and header.
        case both
        case body, header
        /// One that no HES gave.
        case garbage
        /// The first that was given.
        case old
    }

    package enum DCU: String, CaseIterable, Sendable { case first, second, unknown }

    package enum Archives: String, CaseIterable, Sendable {
        /// The first meter as the archive has it.
        case known
        /// A number that no meter has, as an object and as a string.
        case strange, strangeText
        /// A meter of the second DCU.
        case elsewhere
    }

    package let endpoint: Endpoint
    package var cgcode: String?
    package var meters: Meters?
    package var start: TimePlace?
    package var end: TimePlace?
    package var page: Int?
    package var pageSize: Int?
    package var token = Token.both
    package var contentType = "application/json"
    package var dcu = DCU.first
    package var archives: Archives?
    package var integersAsText = false
    package var controlMode: Int?

    /// Asks for a token.
    package static let login = CallForm(endpoint: .getToken)
}
