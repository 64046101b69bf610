import JSON

/// Topics of one form, and the calls whose results are published there.
struct ResultChannel {
    let name: String
    /// Prefix of its operations' names.
    let verb: String
    let address: String
    let parameters: [(String, JSONValue)]
    let description: String
    let endpoints: [Endpoint]

    var json: JSONValue {
        let references: [(String, JSONValue)] = endpoints.map {
            ($0.messageName, ["$ref": .string("#/components/messages/" + $0.messageName)])
        }
        return [
            "address": .string(address), "description": .string(description), "parameters": .members(parameters),
            "servers": [["$ref": "#/servers/broker"]], "messages": .members(references),
        ]
    }

    /// A channel for each form of topics, that is, tenant code and ending, and a second one for each if parts of a result have
    /// topics of their own.
    static func all(_ dialect: Dialect, tenantCode: String) -> [ResultChannel] {
        var forms: [(form: Form, endpoints: [Endpoint])] = []
        for endpoint in Endpoint.allCases.filter(\.makesPlan) {
            let form = Form(
                code: code(of: endpoint, in: dialect, tenantCode: tenantCode),
                ending: dialect.topicForm.ending(of: endpoint)?.published ?? ""
            )
            if let index = forms.firstIndex(where: { $0.form == form }) {
                forms[index].endpoints.append(endpoint)
            } else {
                forms.append((form, [endpoint]))
            }
        }
        return forms.enumerated().flatMap { index, group in
            channels(dialect, form: group.form, endpoints: group.endpoints, suffix: suffix(ofForm: index))
        }
    }

    private struct Form: Hashable {
        let code: String
        /// Behind the plan's name.
        let ending: String
    }

    /// Behind the names of a form's channels.
    private static func suffix(ofForm index: Int) -> String {
        switch index {
        case 0: ""
        case 1: "Elsewhere"
        default: "Elsewhere\(index)"
        }
    }

    private static func channels(
        _ dialect: Dialect,
        form: Form,
        endpoints: [Endpoint],
        suffix: String
    ) -> [ResultChannel] {
        let root = (dialect.topicForm.hasLeadingSlash ? "/" : "") + "{tenantCode}/{planId}"
        let parameters: [(String, JSONValue)] = [
            ("tenantCode", ["enum": [.string(form.code)], "description": "Code in the topics of this tenant."]),
            ("planId", ["description": "Name of the plan, as the call answered it."]),
        ]
        let whole = ResultChannel(
            name: "results" + suffix,
            verb: "send" + suffix,
            address: dialect.pushParts.isWholeBelow ? root + "/1" : root + form.ending,
            parameters: parameters,
            description: wholeText(dialect.pushParts),
            endpoints: endpoints
        )
        guard dialect.pushParts == .subtopics else { return [whole] }
        // Only plans for several meters have parts.
        let several = endpoints.filter { $0 != .addArchive && $0 != .removeArchive && $0 != .readArchive }
        let part = ResultChannel(
            name: "parts" + suffix,
            verb: "sendPart" + suffix,
            address: root + "/{part}",
            parameters: parameters + [("part", ["enum": ["1", "2", "3"], "description": "Number of the part."])],
            description:
                "A part of a plan's result, where it is about several meters; each carries the status of its own meters.",
            endpoints: several
        )
        return several.isEmpty ? [whole] : [whole, part]
    }

    private static func wholeText(_ parts: Dialect.PushParts) -> String {
        switch parts {
        case .single: "A plan's result, in one message."
        case .split: "A plan's result; where it is about several meters, in up to three messages."
        case .subtopics: "A plan's result, where it is not about several meters."
        case .perMeter: "A plan's result; where it is about meters, in a message for each of them as it is done."
        case .perDcu: "A plan's result; where it is about meters, in a message for those of each DCU as they are done."
        case .child: "A plan's result, in one message below the plan's topic."
        }
    }

    /// The tenant code in the topics of `endpoint`.
    private static func code(of endpoint: Endpoint, in dialect: Dialect, tenantCode: String) -> String {
        let plan = PlanID(ordinal: 0)
        let text = dialect.topic(of: plan, endpoint: endpoint, tenantCode: tenantCode)
        return String(text.split(separator: "/", omittingEmptySubsequences: true).dropLast().joined(separator: "/"))
    }
}
