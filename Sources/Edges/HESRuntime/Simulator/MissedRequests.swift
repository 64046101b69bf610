import HESContract
import Logging
import Synchronization

/// Says once for each path what a request that is none of the nine calls was probably meant to be; from any thread.
final class MissedRequests: Sendable {
    /// Paths that get a line; beyond it one line says that no more follow.
    private static let mostPaths = 200
    /// Characters of a path that are shown.
    private static let shownLength = 200

    private let logger: Logger
    private let paths = Mutex<Set<String>>([])

    private let mask: SecretMask

    init(logger: Logger, mask: SecretMask) {
        self.logger = logger
        self.mask = mask
    }

    /// The path as logs and journals show it: a client may have put a secret into it.
    func shown(_ path: Substring) -> String {
        mask.masked(text: path.count <= Self.shownLength ? String(path) : path.prefix(Self.shownLength) + "…")
    }

    func note(_ request: CallRequest, path: String, status: Int) {
        let line = "\(request.method) \(path)"
        let (isNew, isLast) = paths.withLock { paths in
            guard paths.count <= Self.mostPaths, paths.insert(line).inserted else { return (false, false) }
            return (true, paths.count > Self.mostPaths)
        }
        guard isNew else { return }
        guard !isLast else {
            logger.notice("Further requests that are no call are not logged; GET /_sim/metrics counts them")
            return
        }
        logger.notice(
            "A request that is no call",
            metadata: [
                "request": "\(line)", "status": "\(status)",
                "hint": "\(request.hint ?? "the nine calls are POST below \(Endpoint.root)/")",
            ]
        )
    }
}
