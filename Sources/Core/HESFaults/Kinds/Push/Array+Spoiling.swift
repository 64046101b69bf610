import HESSimulation

extension [PushMessage] {
    /// Changes every message, or, as a copy, the last one, before which the changed copy comes.
    mutating func spoil(isCopy: Bool, _ change: (inout PushMessage) -> Void) {
        func changed(_ message: PushMessage) -> PushMessage {
            var message = message
            change(&message)
            return message
        }
        if isCopy, let own = popLast() {
            self += [changed(own), own]
        } else {
            self = map(changed)
        }
    }
}
