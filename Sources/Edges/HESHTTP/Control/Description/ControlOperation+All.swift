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
    static let awaitJournal = ControlOperation(
        "awaitJournal",
        "Waits until entries match; 408 with the nearest miss. With never: 409 when one comes before the fence.",
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
        also: [(409, Shape.refusal)],
        Shape.object([("ids", Shape.list(Shape.text)), ("warnings", Shape.list(Shape.text))], optional: ["warnings"])
    )
    static let deleteFault = ControlOperation(
        "removeFault",
        "Takes a rule away.",
        also: [(409, Shape.refusal)],
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
        also: [(409, Shape.refusal)],
        madeWorld
    )
    static let reset = ControlOperation(
        "reset",
        "Sets parts of a world back to its start.",
        body: WorldRoutes.resetBody.schema,
        also: [(409, Shape.refusal)],
        Shape.object([("reset", Shape.list(Shape.text))])
    )
    static let getPlan = ControlOperation(
        "getPlan",
        "What became of a plan.",
        Shape.object([("planId", Shape.text), ("endpoint", Shape.text), ("phase", Shape.text)])
    )
    static let getDCUs = ControlOperation(
        "getDcus",
        "The DCUs of a world.",
        Shape.object([
            (
                "dcus",
                Shape.list(Shape.object([("dcuNo", Shape.text), ("link", Shape.text), ("meters", Shape.integer)]))
            )
        ])
    )
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
        "A meter as it really is, with what it shows now.",
        Shape.object(meterMembers + [("values", Shape.anything)])
    )
    static let revokeTokens = ControlOperation(
        "revokeTokens",
        "Ends live tokens: of one user, or of all.",
        body: TokenRoutes.body.schema,
        also: [(409, Shape.refusal)],
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
