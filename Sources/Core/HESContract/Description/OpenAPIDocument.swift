package import JSON

/// The description of the nine calls in OpenAPI 3.1, in one dialect.
package enum OpenAPIDocument {
    /// `server` is the address before `/apis/openapi`.
    package static func json(
        dialect: Dialect = Dialect(),
        server: String = "http://127.0.0.1:8080",
        limits: CallLimits = CallLimits()
    ) -> JSONValue {
        [
            "openapi": "3.1.0",
            "info": info(dialect),
            "servers": [["url": .string(server)]],
            "paths": .members(Endpoint.allCases.map { ($0.path, ["post": operation($0, in: dialect)]) }),
            "components": [
                "schemas": .members(Endpoint.allCases.flatMap { schemas($0, in: dialect, limits: limits) } + [plain]),
                "responses": ["NotFound": notFound, "MethodNotAllowed": methodNotAllowed],
                "headers": ["X-HES-Sim-Reason": reason],
                "securitySchemes": [
                    "token": [
                        "type": "apiKey", "in": "header", "name": "HES_Access_Token",
                        "description": .string(tokenText(dialect)),
                    ]
                ],
            ],
        ]
    }

    private static func tokenText(_ dialect: Dialect) -> String {
        let text = "What getToken gave."
        return dialect.tokenPlace == .either ? text + " Where the body has one as well, the body's counts." : text
    }

    private static func info(_ dialect: Dialect) -> JSONValue {
        let deviations = DialectCatalogue.deviations(of: dialect)
        let difference =
            deviations.isEmpty ? "Every dialect switch at its default." : deviations.joined(separator: ", ")
        let text = """
            The nine calls of the head-end system as the simulator answers them; results of plans come over MQTT, which \
            the AsyncAPI document describes. An unknown path is answered with NotFound, another method with \
            MethodNotAllowed. Rules of a scenario may break any of this. Dialect: \(difference)
            """
        return ["title": "HES Open API", "version": "1.0.0", "description": .string(text)]
    }

    private static func operation(_ endpoint: Endpoint, in dialect: Dialect) -> JSONValue {
        let body: JSONValue = ["schema": Shape.component(endpoint.typeName + "Request")]
        return [
            "operationId": .string(endpoint.rawValue),
            "summary": .string(endpoint.summary),
            "description": .string("Section \(endpoint.clause) of the vendor's document."),
            "security": security(endpoint, in: dialect),
            "requestBody": ["required": true, "content": ["application/json": body]],
            "responses": .members(responses(endpoint, in: dialect)),
        ]
    }

    private static func security(_ endpoint: Endpoint, in dialect: Dialect) -> JSONValue {
        guard endpoint != .getToken else { return [] }
        return switch dialect.tokenCarrier(endpoint) {
        case .body: []
        case .header: [["token": []]]
        case .either: [["token": []], [:]]
        }
    }

    private static func schemas(
        _ endpoint: Endpoint,
        in dialect: Dialect,
        limits: CallLimits
    ) -> [(String, JSONValue)] {
        let own = [
            (endpoint.typeName + "Request", endpoint.request(dialect, limits: limits)),
            (endpoint.typeName + "Success", dialect.success(endpoint)),
        ]
        let failures = dialect.failureStatuses(endpoint).compactMap { status in
            dialect.failure(endpoint, httpStatus: status).map { (endpoint.typeName + "Failure\(status)", $0) }
        }
        return own + failures
    }

    /// The schema of the answer to a request that is no call; independent of the dialect.
    private static let plain: (String, JSONValue) = (
        "Plain", Shape.object([("code", Shape.integer()), ("msg", Shape.text)])
    )
    private static let notFound: JSONValue = [
        "description": "There is no such path.",
        "content": ["application/json": ["schema": Shape.component("Plain")]],
    ]
    private static let methodNotAllowed: JSONValue = [
        "description": "Another method than POST.",
        "headers": ["Allow": ["schema": ["const": "POST"]]],
        "content": ["application/json": ["schema": Shape.component("Plain")]],
    ]
    private static let reason: JSONValue = [
        "description": "Of a refusal: pointer, expected, actual and clause as one line of JSON. The simulator's own.",
        "schema": Shape.text,
    ]
}
