package import HESSimulation

/// Receives every input of every world, a world's own in the order in which the world handled them.
package protocol InputRecorder: Sendable {
    /// Called from any thread, under the world's lock, for which other calls wait: blocks only to keep a bound.
    func record(_ input: RecordedInput)

    /// Receives the state of a world, which makes its inputs so far superfluous; as ``record(_:)``.
    func record(_ snapshot: WorldSnapshot)

    /// Makes a world's mark durable, with every input so far, before it returns.
    ///
    /// Called from any thread, under the world's lock.
    /// - Returns: false when it failed: what lies beyond the mark before must not be told.
    func reserve(_ mark: HighWater, tenantCode: String) -> Bool
}
