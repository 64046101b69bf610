import HESContract
import HTTPTypes
import JSON

/// The control API in OpenAPI 3.1, made of its catalogue.
struct ControlOpenAPI {
    let routes: [ControlRoute]

    var json: [UInt8] { document.prettyPrinted }

    private var document: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "hes-sim control API",
                "version": "1.0.0",
                "description": "Clock, journal, rules and worlds of the simulator. Errors: {\"error\":{\"message\"}}.",
            ],
            "servers": [["url": "/_sim"]],
            "security": [[:], ["controlToken": []]],
            "paths": .members(paths),
            "components": [
                "schemas": .members([("Error", Shape.error)] + DocumentSchemas.components),
                "securitySchemes": ["controlToken": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private var paths: [(String, JSONValue)] {
        var order: [String] = []
        for route in routes where !order.contains(route.path) { order.append(route.path) }
        return order.map { path in
            let own = routes.filter { $0.path == path }
            return (template(path), .members(own.map { ($0.method.rawValue.lowercased(), operation($0)) }))
        }
    }

    private func template(_ path: String) -> String {
        "/"
            + path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(
                separator: "/"
            )
    }

    private func operation(_ route: ControlRoute) -> JSONValue {
        let operation = route.operation
        var members: [(String, JSONValue)] = [
            ("operationId", .string(operation.id)), ("summary", .string(operation.summary)),
            ("parameters", .list(parameters(route))),
        ]
        if let body = operation.body {
            members.append(("requestBody", ["content": ["application/json": ["schema": body]]]))
        }
        if route.isOpen { members.append(("security", .list([]))) }
        members.append(("responses", responses(route)))
        return .members(members)
    }

    private func responses(_ route: ControlRoute) -> JSONValue {
        let operation = route.operation
        let content: JSONValue = ["schema": operation.schema]
        let answer = JSONValue.members([(operation.contentType, content)])
        let asked: JSONValue = ["description": "As asked.", "content": answer]
        let refused = (operation.also + common(route)).sorted { $0.status < $1.status }
        return .members([("\(operation.status)", asked)] + refused.map { ("\($0.status)", refusal($0.schema)) })
    }

    /// Refusals that a call of this shape can get: bad request, no token, foreign origin, unknown name, body too long.
    private func common(_ route: ControlRoute) -> [(status: Int, schema: JSONValue)] {
        let operation = route.operation
        let hasBody = operation.body != nil
        let names = operation.isAboutWorld || route.path.contains(":")
        let statuses = [(true, 400), (!route.isOpen, 401), (true, 403), (names, 404), (hasBody, 413), (hasBody, 415)]
        return statuses.filter(\.0).map { ($0.1, Shape.refusal) }
    }

    private func refusal(_ schema: JSONValue) -> JSONValue {
        ["description": "Refused.", "content": ["application/json": ["schema": schema]]]
    }

    private func parameters(_ route: ControlRoute) -> [JSONValue] {
        let inPath = route.path.split(separator: "/").filter { $0.hasPrefix(":") }.map { name -> JSONValue in
            ["name": .string(String(name.dropFirst())), "in": "path", "required": true, "schema": Shape.text]
        }
        let tenant = QueryParameter<String>.tenant.json
        return inPath + route.operation.query + (route.operation.isAboutWorld ? [tenant] : [])
    }
}
