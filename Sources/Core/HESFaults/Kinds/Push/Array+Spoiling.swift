import HESSimulation

extension [PushMessage] {
    /// Changes every message, or, as a copy, the last one, before which the changed copy comes.
    mutating func spoil(isCopy: Bool, _ change: (inout PushMessage) -> Void) {
        guard isCopy else {
            for index in indices { change(&self[index]) }
            return
        }
        guard var copy = last else { return }
        change(&copy)
        insert(copy, at: index(before: endIndex))
    }
}
