import JSON

extension OpenAPIDocument {
    /// The responses of the path, by HTTP status.
    static func responses(_ endpoint: Endpoint, in dialect: Dialect) -> [(String, JSONValue)] {
        let failures = dialect.failureStatuses(endpoint)
        var responses = [("200", answer(endpoint, in: dialect, mayFail: failures.contains(200)))]
        for status in failures where status != 200 {
            responses.append(("\(status)", refusal(endpoint, in: dialect, status: status)))
        }
        if !failures.contains(400) { responses.append(("400", ["description": .string(noHTTP)])) }
        responses.append(("405", ["$ref": "#/components/responses/MethodNotAllowed"]))
        return responses.sorted { $0.0 < $1.0 }
    }

    private static let noHTTP = "What came in is not HTTP; the body is empty."

    private static func answer(_ endpoint: Endpoint, in dialect: Dialect, mayFail: Bool) -> JSONValue {
        var examples: [(String, JSONValue)] = [("success", ["value": endpoint.answerExample(dialect)])]
        let success = Shape.component(endpoint.typeName + "Success")
        guard mayFail else { return response("The call is accepted.", schema: success, examples: examples) }
        if let value = endpoint.failureExample(dialect, httpStatus: 200) {
            examples.append(("failure", ["value": value]))
        }
        let either: JSONValue = ["oneOf": [success, Shape.component(endpoint.typeName + "Failure200")]]
        return withReason(
            response("Accepted or refused: code says which.", schema: either, examples: examples),
            in: dialect
        )
    }

    private static func refusal(_ endpoint: Endpoint, in dialect: Dialect, status: Int) -> JSONValue {
        let text = "The call is refused." + (status == 400 ? " Or: " + noHTTP : "")
        let examples = endpoint.failureExample(dialect, httpStatus: status).map {
            [("failure", ["value": $0] as JSONValue)]
        }
        return withReason(
            response(text, schema: Shape.component(endpoint.typeName + "Failure\(status)"), examples: examples ?? []),
            in: dialect
        )
    }

    private static func withReason(_ response: JSONValue, in dialect: Dialect) -> JSONValue {
        guard dialect.reasonHeader == .yes else { return response }
        return response.with(["headers": ["X-HES-Sim-Reason": ["$ref": "#/components/headers/X-HES-Sim-Reason"]]])
    }

    private static func response(
        _ description: String,
        schema: JSONValue,
        examples: [(String, JSONValue)]
    ) -> JSONValue {
        var content: JSONValue = ["schema": schema]
        if !examples.isEmpty { content = content.with(["examples": .members(examples)]) }
        return ["description": .string(description), "content": ["application/json": content]]
    }
}
