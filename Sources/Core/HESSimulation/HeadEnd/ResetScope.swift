/// A part of a world that the control API sets back.
package enum ResetScope: String, CaseIterable, Sendable {
    case faults, journal, clock, tokens, plans, all
}

extension [ResetScope] {
    /// Whether the world begins anew, with its clock at the start.
    package var beginAnew: Bool { contains(.all) || contains(.clock) }
}
