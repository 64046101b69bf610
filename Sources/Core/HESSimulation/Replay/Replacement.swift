/// The world by which the control API replaced one while it ran, with the document that makes the same again.
package struct Replacement: Sendable {
    package let configuration: WorldConfiguration
    /// Of the clock at the world's start.
    package let mode: ClockMode
    /// Whether the document sets the start of the clock; otherwise the clock began at the wall clock's instant.
    package let isStartGiven: Bool
    /// The complete document, to be read with the configuration's start as the wall clock's instant.
    package let document: [UInt8]

    package init(_ configuration: WorldConfiguration, mode: ClockMode, isStartGiven: Bool, document: [UInt8]) {
        self.configuration = configuration
        self.mode = mode
        self.isStartGiven = isStartGiven
        self.document = document
    }
}
