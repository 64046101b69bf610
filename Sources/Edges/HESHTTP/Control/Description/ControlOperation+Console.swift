import HESSimulation
import JSON

/// The calls that show a world as a whole, and let something happen in it.
extension ControlOperation {
    static let getWorld = ControlOperation(
        "getWorld",
        "A world with what its users log in with.",
        isAboutWorld: false,
        Shape.object([
            ("tenantCode", Shape.text),
            (
                "users",
                Shape.list(
                    Shape.object([("username", Shape.text), ("password", Shape.text), ("secretKey", Shape.text)])
                )
            ),
            ("topic", Shape.text), ("mqtt", Shape.text), ("http", Shape.text),
        ])
    )
    static let getScenario = ControlOperation(
        "exportScenario",
        "The world as it is now, as a scenario document.",
        Shape.object([("name", Shape.text), ("tenants", Shape.list(Shape.anything))])
    )
    static let getField = ControlOperation(
        "getField",
        "How the meters stand: whether the head-end has today's register of each, and if not, what keeps it from it.",
        query: FieldRoutes.statesQuery,
        Shape.object([
            ("now", Shape.text), ("nowMs", Shape.integer), ("total", Shape.integer),
            (
                "meters",
                Shape.list(
                    Shape.object([
                        ("devAddr", Shape.text), ("dcuNo", Shape.maybeText),
                        ("state", Shape.one(of: MeterState.allCases.map(\.rawValue))),
                    ])
                )
            ),
        ])
    )
    static let postField = ControlOperation(
        "changeField",
        "Lets an event of the scenario's notation happen now; without `at`.",
        body: DocumentSchemas.event,
        status: 201,
        also: [(409, Shape.refusal), (503, Shape.refusal)],
        Shape.object([("event", Shape.text), ("at", Shape.text)])
    )
    static let getDialect = ControlOperation(
        "getDialect",
        "The switches that hold in a world, and which rules of the contract are stated, read from data or chosen.",
        Shape.object([
            (
                "switches",
                Shape.list(
                    Shape.object([
                        ("name", Shape.text), ("value", Shape.text), ("default", Shape.text),
                        ("values", Shape.list(Shape.text)), ("about", Shape.text),
                    ])
                )
            ),
            (
                "ledger",
                Shape.list(
                    Shape.object([
                        ("subject", Shape.text), ("says", Shape.text), ("basis", Shape.text), ("clause", Shape.text),
                        ("switches", Shape.list(Shape.text)), ("test", Shape.text), ("quote", Shape.maybeText),
                    ])
                )
            ),
        ])
    )
    static let getRecipes = ControlOperation(
        "getRecipes",
        "The shipped scenarios of failures: what happens, how it looks, what a good client does, and their rules.",
        isAboutWorld: false,
        Shape.object([
            (
                "recipes",
                Shape.list(
                    Shape.object([
                        ("id", Shape.text), ("what", Shape.text), ("looks", Shape.text), ("goodClient", Shape.text),
                        ("faults", Shape.list(Shape.anything)), ("events", Shape.list(Shape.anything)),
                    ])
                )
            )
        ])
    )
}
