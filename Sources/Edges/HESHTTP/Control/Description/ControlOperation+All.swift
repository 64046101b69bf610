import HESContract
import HESRuntime
import HESSimulation
import JSON

/// What the calls of the control API take and return, in the order of the catalogue.
extension ControlOperation {
    static let live = ControlOperation(
        "getLive",
        "Whether the process answers.",
        isAboutWorld: false,
        Shape.object([("live", Shape.flag)])
    )
    private static let readiness = Shape.object([("ready", Shape.flag), ("reasons", Shape.list(Shape.text))])
    static let ready = ControlOperation(
        "getReady",
        "Whether every part is ready; 503 with reasons where one is not.",
        isAboutWorld: false,
        also: [(503, readiness)],
        readiness
    )
    static let getClock = ControlOperation(
        "getClock",
        "Where a world's clock is.",
        Shape.object([
            ("now", Shape.text), ("nowMs", Shape.integer), ("mode", Shape.text), ("speed", ["type": "number"]),
            ("nextEventMs", ["type": ["integer", "null"]]),
        ])
    )
    static let postClock = ControlOperation(
        "moveClock",
        "Moves the clock or changes its pace; answers when all that is due by then has happened and is acknowledged.",
        body: ClockRoutes.body.schema,
        also: [(409, Shape.refusal), (503, Shape.refusal)],
        Shape.object([
            ("now", Shape.text), ("nowMs", Shape.integer),
            ("fired", Shape.list(Shape.object([("seq", Shape.integer), ("kind", Shape.text)]))),
            ("pending", Shape.integer),
        ])
    )
    static let getJournal = ControlOperation(
        "getJournal",
        "What happened in a world, in order.",
        query: JournalRoutes.query,
        Shape.object([("entries", Shape.list(Shape.entry)), ("next", Shape.integer), ("truncated", Shape.flag)])
    )
    static let getMisses = ControlOperation(
        "getMisses",
        "Requests to the process that are none of the nine calls, also those that belong to no world.",
        isAboutWorld: false,
        query: MissRoutes.query,
        Shape.object([("entries", Shape.list(MissRoutes.shape)), ("next", Shape.integer), ("truncated", Shape.flag)])
    )
    static let awaitJournal = ControlOperation(
        "awaitJournal",
        "Waits until entries match; 408 with the nearest miss. With never: 409 when one comes before the fence.",
        query: AwaitRoutes.query,
        body: AwaitRoutes.body.schema,
        also: [(408, Shape.refusal), (409, Shape.refusal)],
        Shape.object([("entries", Shape.list(Shape.entry)), ("next", Shape.integer)])
    )
    static let getEvents = ControlOperation(
        "getEvents",
        "The journal as server-sent events, without an end.",
        query: EventRoutes.query,
        contentType: "text/event-stream",
        Shape.text
    )
    static let getFaults = ControlOperation(
        "getFaults",
        "Armed rules in the scenario's notation, with their counts.",
        Shape.object([
            (
                "faults",
                Shape.list(
                    Shape.object([
                        ("id", Shape.text), ("effect", Shape.anything), ("matches", Shape.integer),
                        ("hits", Shape.integer), ("alive", Shape.flag),
                    ])
                )
            )
        ])
    )
    static let postFaults = ControlOperation(
        "armFaults",
        "Arms a rule, or several at once.",
        body: DocumentSchemas.rules,
        status: 201,
        also: [(409, Shape.refusal), (503, Shape.refusal)],
        Shape.object([("ids", Shape.list(Shape.text)), ("warnings", Shape.list(Shape.text))], optional: ["warnings"])
    )
    static let deleteFault = ControlOperation(
        "removeFault",
        "Takes a rule away.",
        also: [(503, Shape.refusal)],
        Shape.object([("removed", Shape.text)])
    )
    static let getWorlds = ControlOperation(
        "getWorlds",
        "The worlds of the process.",
        isAboutWorld: false,
        Shape.object([
            (
                "worlds",
                Shape.list(Shape.object([("tenantCode", Shape.text), ("topic", Shape.text), ("mode", Shape.text)]))
            )
        ])
    )
    private static let madeWorld = Shape.object(
        [
            ("tenantCode", Shape.text), ("username", Shape.maybeText), ("password", Shape.maybeText),
            ("secretKey", Shape.maybeText), ("topic", Shape.text), ("mqtt", Shape.text), ("http", Shape.text),
            ("warnings", Shape.list(Shape.text)),
        ],
        optional: ["warnings"]
    )
    static let postWorld = ControlOperation(
        "makeWorld",
        "Makes a world of a scenario document with one tenant; what it leaves out is made up.",
        isAboutWorld: false,
        body: DocumentSchemas.world,
        status: 201,
        also: [(409, Shape.refusal)],
        madeWorld
    )
    static let deleteWorld = ControlOperation(
        "removeWorld",
        "Ends a world.",
        isAboutWorld: false,
        also: [(409, Shape.refusal)],
        Shape.object([("removed", Shape.text)])
    )
    static let putScenario = ControlOperation(
        "replaceWorld",
        "Puts a new world in the place of one; refused whole where the document is not valid.",
        body: DocumentSchemas.world,
        also: [(409, Shape.refusal), (503, Shape.refusal)],
        madeWorld
    )
    static let reset = ControlOperation(
        "reset",
        "Sets parts of a world back to its start.",
        body: WorldRoutes.resetBody.schema,
        also: [(503, Shape.refusal)],
        Shape.object([("reset", Shape.list(Shape.text))])
    )
    private static let planMembers: [(String, JSONValue)] = [
        ("planId", Shape.text), ("endpoint", Shape.text),
        ("phase", Shape.one(of: Plan.Phase.allCases.map(\.rawValue))), ("user", Shape.maybeText),
        ("topic", Shape.text), ("request", Shape.anything),
        (
            "meters",
            Shape.list(
                Shape.object(
                    [
                        ("devAddr", Shape.text), ("outcome", Shape.one(of: ["pending", "answered", "failed"])),
                        ("reason", Shape.text),
                    ],
                    optional: ["reason"]
                )
            )
        ), ("metersGone", Shape.flag),
        (
            "instants",
            Shape.object(
                ["accepted", "answered", "read", "published", "failed"].map { ($0, Shape.integer) },
                optional: ["read", "published", "failed"]
            )
        ), ("reason", Shape.text),
    ]
    private static let plan = Shape.object(planMembers, optional: ["request", "meters", "metersGone", "reason"])
    static let getPlans = ControlOperation(
        "getPlans",
        "The plans in flight and the last 10 000 that ended, the newest first.",
        query: PlanRoutes.query,
        Shape.object([("plans", Shape.list(plan))])
    )
    static let getPlan = ControlOperation("getPlan", "What was asked for in a plan, and what became of it.", plan)
    static let getDCUs = ControlOperation(
        "getDcus",
        "The DCUs of a world, with the outages and rules about the field that are in force.",
        Shape.object([("dcus", Shape.list(Shape.object(dcuMembers, optional: ["firstPass"])))])
    )
    private static let dcuMembers: [(String, JSONValue)] = [
        ("dcuNo", Shape.text), ("link", Shape.text), ("firstPass", Shape.number), ("meters", Shape.integer),
        ("outages", Shape.list(Shape.object([("from", Shape.integer), ("until", Shape.integer)]))),
        ("faults", Shape.list(Shape.object([("id", Shape.text), ("type", Shape.text)]))),
    ]
    private static let meterMembers: [(String, JSONValue)] = [
        ("devAddr", Shape.text), ("dcuNo", Shape.maybeText), ("enabled", Shape.flag), ("installed", Shape.flag),
        ("supplied", Shape.flag), ("breaker", Shape.one(of: ["open", "closed", "armed"])), ("interval", Shape.integer),
    ]
    static let getMeters = ControlOperation(
        "getMeters",
        "The scenario's meters as they really are.",
        query: FieldRoutes.metersQuery,
        Shape.object([("total", Shape.integer), ("meters", Shape.list(Shape.object(meterMembers)))])
    )
    static let getMeter = ControlOperation(
        "getMeter",
        "A meter as it really is or was, with what it shows then; dcuNo and enabled are of now.",
        query: MeterRoutes.query,
        Shape.object(meterMembers + [("at", Shape.text), ("values", Shape.anything)])
    )
    static let getSeries = ControlOperation(
        "getSeries",
        "What a meter showed at equal distances; at most \(MeterRoutes.mostPoints) points.",
        query: MeterRoutes.seriesQuery,
        Shape.object([
            ("devAddr", Shape.text), ("cgcode", Shape.text), ("unit", Shape.text),
            (
                "points",
                Shape.list(Shape.object([("t", Shape.integer), ("at", Shape.text), ("value", Shape.text)]))
            ),
        ])
    )
    static let revokeTokens = ControlOperation(
        "revokeTokens",
        "Ends live tokens: of one user, or of all.",
        body: TokenRoutes.body.schema,
        also: [(503, Shape.refusal)],
        Shape.object([("revoked", Shape.integer)])
    )
    static let getMetrics = ControlOperation(
        "getMetrics",
        "What the process has done, as Prometheus text.",
        isAboutWorld: false,
        contentType: "text/plain",
        Shape.text
    )
    static let getOpenAPI = ControlOperation(
        "getOpenAPI",
        "The nine calls as a world's dialect speaks them, in OpenAPI 3.1.",
        Shape.anything
    )
    static let getAsyncAPI = ControlOperation(
        "getAsyncAPI",
        "The pushes as a world's dialect sends them, in AsyncAPI 3.0.",
        Shape.anything
    )
    static let getSchema = ControlOperation(
        "getScenarioSchema",
        "The JSON Schema of scenario documents.",
        isAboutWorld: false,
        Shape.anything
    )
    static let getControlOpenAPI = ControlOperation(
        "getControlOpenAPI",
        "This description.",
        isAboutWorld: false,
        Shape.anything
    )
}
