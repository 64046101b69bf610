import HESRuntime
import HTTPTypes
import Hummingbird

/// One call of the control API.
struct ControlRoute: Sendable {
    let method: HTTPRequest.Method
    /// Below `/_sim/`; `:name` stands for one segment.
    let path: String
    /// Health answers everybody; the rest asks for the control token where one is set.
    var isOpen = false
    let answer: @Sendable (Request) async throws -> ControlReply

    static let root = "/_sim/"
}

/// Every call of the control API: a line for each.
struct ControlCatalogue: Sendable {
    let routes: [ControlRoute]

    /// Of a port that does not serve the control API.
    static let empty = Self(routes: [])

    private init(routes: [ControlRoute]) {
        self.routes = routes
    }

    init(simulator: Simulator, readiness: Readiness) {
        let health = HealthRoutes(readiness: readiness)
        let clock = ClockRoutes(simulator: simulator)
        let journal = JournalRoutes(simulator: simulator)
        routes = [
            ControlRoute(method: .get, path: "health/live", isOpen: true) { _ in health.live() },
            ControlRoute(method: .get, path: "health/ready", isOpen: true) { _ in health.ready() },
            ControlRoute(method: .get, path: "clock") { try clock.get($0) },
            ControlRoute(method: .post, path: "clock") { try await clock.post($0) },
            ControlRoute(method: .get, path: "journal") { try journal.get($0) },
        ]
    }

    func add(to router: Router<BasicRequestContext>, token: String?) {
        let open = router.group("/_sim")
        let guarded = router.group("/_sim").add(middleware: BearerMiddleware(token: token))
        for route in routes {
            (route.isOpen ? open : guarded).on(RouterPath(route.path), method: route.method) { request, _ in
                try await route.answer(request)
            }
        }
    }

    /// What may be done with a path of the control API; empty where there is nothing.
    func methods(of path: String) -> [HTTPRequest.Method] {
        guard path.hasPrefix(ControlRoute.root) else { return [] }
        let segments = path.dropFirst(ControlRoute.root.count).split(separator: "/", omittingEmptySubsequences: false)
        return routes.filter { route in
            let pattern = route.path.split(separator: "/")
            return pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0.hasPrefix(":") ? !$1.isEmpty : $0 == $1 }
        }
        .map(\.method)
    }
}
