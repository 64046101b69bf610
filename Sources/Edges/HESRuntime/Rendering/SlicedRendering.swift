import HESSimulation
import Synchronization

/// A push whose slices may be rendered by different threads, one after another.
final class SlicedRendering: Sendable {
    private let message: PushMessage
    /// Nil before the first slice and after the last: what waits holds no rows.
    private let rendering = Mutex<PushRendering?>(nil)

    init(_ message: PushMessage) {
        self.message = message
    }

    /// - Returns: the payload, once it is complete; see `PushRendering`.
    func render(rows count: Int) -> [UInt8]? {
        rendering.withLock { rendering in
            if rendering == nil { rendering = PushRendering(message) }
            guard let payload = rendering?.render(rows: count) else { return nil }
            rendering = nil
            return payload
        }
    }
}
