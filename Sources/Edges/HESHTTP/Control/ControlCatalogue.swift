import HESContract
import HESRuntime
import HESScenario
import HTTPTypes
import Hummingbird

/// The calls of the control API, one line each.
struct ControlCatalogue: Sendable {
    let routes: [ControlRoute]

    /// The catalogue of a port without a control API.
    static let empty = Self(routes: [])

    /// Whether the console's pages belong to it.
    private let hasConsole: Bool

    private init(routes: [ControlRoute]) {
        self.routes = routes
        hasConsole = false
    }

    /// The health alone, for a port of the calls.
    init(health readiness: Readiness) {
        self.init(routes: Self.health(readiness))
    }

    init(simulator: Simulator, readiness: Readiness, worldFactory: WorldFactory) {
        let clock = ClockRoutes(simulator: simulator)
        let journal = JournalRoutes(simulator: simulator)
        let waiting = AwaitRoutes(simulator: simulator)
        let events = EventRoutes(simulator: simulator)
        let faults = FaultRoutes(simulator: simulator)
        let worlds = WorldRoutes(simulator: simulator, worldFactory: worldFactory)
        let field = FieldRoutes(simulator: simulator)
        let plans = PlanRoutes(simulator: simulator)
        let meter = MeterRoutes(simulator: simulator)
        let plot = PlotRoutes(simulator: simulator)
        let tokens = TokenRoutes(simulator: simulator)
        let misses = MissRoutes(simulator: simulator)
        let happening = HappeningRoutes(simulator: simulator)
        let documents = DocumentRoutes(simulator: simulator)
        let metrics = MetricsRoutes(simulator: simulator, readiness: readiness)
        var routes = [
            ControlRoute(.get, "clock", .getClock) { request, _ in try clock.get(request) },
            ControlRoute(.post, "clock", .postClock) { request, _ in try await clock.post(request) },
            ControlRoute(.get, "journal", .getJournal) { request, _ in try journal.get(request) },
            ControlRoute(.post, "journal/await", .awaitJournal) { request, _ in try await waiting.post(request) },
            ControlRoute(.get, "events", .getEvents) { request, _ in try events.get(request) },
            ControlRoute(.get, "faults", .getFaults) { request, _ in try faults.get(request) },
            ControlRoute(.post, "faults", .postFaults) { request, _ in try await faults.post(request) },
            ControlRoute(.delete, "faults/:id", .deleteFault) { try faults.delete($0, context: $1) },
            ControlRoute(.get, "worlds", .getWorlds) { _, _ in worlds.get() },
            ControlRoute(.post, "worlds", .postWorld) { request, _ in try await worlds.post(request) },
            ControlRoute(.get, "worlds/:tenant", .getWorld) { try worlds.getOne($1) },
            ControlRoute(.delete, "worlds/:tenant", .deleteWorld) { try worlds.delete($1) },
            ControlRoute(.get, "scenario", .getScenario) { request, _ in try documents.scenario(request) },
            ControlRoute(.put, "scenario", .putScenario) { request, _ in try await worlds.put(request) },
            ControlRoute(.post, "reset", .reset) { request, _ in try await worlds.reset(request) },
            ControlRoute(.get, "plans", .getPlans) { request, _ in try plans.list(request) },
            ControlRoute(.get, "plans/:planId", .getPlan) { try plans.get($0, context: $1) },
            ControlRoute(.get, "plans/:planId/sequence", .getSequence) { try plans.sequence($0, context: $1) },
            ControlRoute(.get, "field", .getField) { request, _ in try field.states(request) },
            ControlRoute(.post, "field", .postField) { request, _ in try await happening.post(request) },
            ControlRoute(.get, "dialect", .getDialect) { request, _ in try documents.dialect(request) },
            ControlRoute(.get, "recipes", .getRecipes) { _, _ in documents.recipes() },
            ControlRoute(.get, "dcus", .getDCUs) { request, _ in try field.dcus(request) },
            ControlRoute(.get, "meters", .getMeters) { request, _ in try field.meters(request) },
            ControlRoute(.get, "meters/:devAddr", .getMeter) { try meter.get($0, context: $1) },
            ControlRoute(.get, "meters/:devAddr/series", .getSeries) { try meter.series($0, context: $1) },
            ControlRoute(.get, "meters/:devAddr/collected", .getCollected) { try plot.collected($0, context: $1) },
            ControlRoute(.get, "meters/:devAddr/plot", .getPlot) { try plot.plot($0, context: $1) },
            ControlRoute(.post, "tokens/revoke", .revokeTokens) { request, _ in try await tokens.revoke(request) },
            ControlRoute(.get, "misses", .getMisses) { request, _ in try misses.get(request) },
            ControlRoute(.get, "metrics", .getMetrics) { _, _ in metrics.get() },
        ]
        routes.insert(contentsOf: Self.health(readiness), at: 0)
        routes.append(contentsOf: Self.documents(ContractRoutes(simulator: simulator, worldFactory: worldFactory)))
        let own = ControlRoute(.get, "control-openapi.json", .getControlOpenAPI) { _, _ in ControlReply(json: []) }
        let document = ControlOpenAPI(routes: routes + [own]).json
        routes.append(ControlRoute(.get, own.path, own.operation) { _, _ in ControlReply(json: document) })
        self.routes = routes
        hasConsole = true
    }

    private static func health(_ readiness: Readiness) -> [ControlRoute] {
        let health = HealthRoutes(readiness: readiness)
        return [
            ControlRoute(.get, "health/live", .live, isOpen: true) { _, _ in health.live() },
            ControlRoute(.get, "health/ready", .ready, isOpen: true) { _, _ in health.ready() },
        ]
    }

    private static func documents(_ contract: ContractRoutes) -> [ControlRoute] {
        [
            ControlRoute(.get, "openapi.json", .getOpenAPI) { request, _ in try contract.openAPI(request) },
            ControlRoute(.get, "asyncapi.json", .getAsyncAPI) { request, _ in try contract.asyncAPI(request) },
            ControlRoute(.get, "scenario.schema.json", .getSchema) { _, _ in ControlReply(json: Scenario.schema) },
        ]
    }

    /// What is open, as health is, asks for neither token nor host: who checks it may know the simulator by any name.
    func add(
        to router: Router<BasicRequestContext>,
        token: Secret?,
        origins: OriginMiddleware<BasicRequestContext>
    ) {
        let open = router.group("/_sim")
        let guarded = router.group("/_sim").add(middleware: origins).add(middleware: BearerMiddleware(token: token))
        for route in routes {
            (route.isOpen ? open : guarded).on(RouterPath(route.path), method: route.method) { request, context in
                try route.checkQuery(of: request)
                return try await route.answer(request, context)
            }
        }
    }

    /// Methods of a path of the control API; empty for an unknown path.
    func methods(of path: String) -> [HTTPRequest.Method] {
        if hasConsole, ConsolePages.has(path) { return [.get, .head] }
        guard path.hasPrefix(ControlRoute.root) else { return [] }
        let segments = path.dropFirst(ControlRoute.root.count).split(separator: "/", omittingEmptySubsequences: false)
        return routes.filter { route in
            let pattern = route.path.split(separator: "/")
            return pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0.hasPrefix(":") ? !$1.isEmpty : $0 == $1 }
        }
        .flatMap { $0.method == .get ? [.get, .head] : [$0.method] }
    }
}
