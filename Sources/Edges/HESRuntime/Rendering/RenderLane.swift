/// A sequence of work that is carried out in its order, one piece at a time.
enum RenderLane: Hashable, Sendable {
    /// What a world sends to its broker, and answers that wait behind it.
    case pushes(world: Int)
    /// A world's answers with so many rows that an event loop does not render them.
    case answers(world: Int)
}
