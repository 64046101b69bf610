import HESContract
import JSON

/// The tables of `docs/reference/contract.md`, in Markdown, made from the same schemas as the OpenAPI and AsyncAPI documents.
enum ContractTables {
    static var all: [GeneratedPart] {
        [
            GeneratedPart(name: "calls", text: calls),
            GeneratedPart(name: "fields", text: Endpoint.allCases.map(members).joined(separator: "\n")),
            GeneratedPart(name: "cgcodes", text: cgcodes),
            GeneratedPart(name: "texts", text: texts),
        ]
    }

    private static var calls: String {
        let rows = Endpoint.allCases.map { endpoint in
            let carried = endpoint.makesPlan ? "a plan, then a push" : "at once"
            return "| `\(endpoint.path)` | \(endpoint.clause) | \(endpoint.summary) | \(carried) |"
        }
        return GeneratedPart.markdown(["call", "section", "what it does", "result"], rows: rows)
    }

    /// The members of a call's request, answer and push.
    private static func members(of endpoint: Endpoint) -> String {
        let dialect = Dialect()
        let request = endpoint.request(dialect, limits: CallLimits())
        let answer = dialect.success(endpoint).member("properties")?.value.member("data")?.value ?? .null
        let push = dialect.push(endpoint)?.member("properties")?.value.member("data")?.value ?? .null
        let rows =
            lines(of: request, in: "request") + lines(of: answer, in: "answer's `data`")
            + lines(of: push, in: "push's `data`")
        return "**`\(endpoint.rawValue)`**, \(endpoint.clause): \(endpoint.summary)\n\n"
            + GeneratedPart.markdown(["where", "member", "type", "required", "meaning"], rows: rows)
    }

    private static func lines(of schema: JSONValue, in place: String) -> [String] {
        SchemaMember.all(of: schema).map { member in
            let isRequired = member.isRequired ? "yes" : "no"
            return "| \(place) | `\(member.path)` | \(member.type) | \(isRequired) | \(member.meaning) |"
        }
    }

    private static var cgcodes: String {
        let rows = Cgcode.allCases.map { cgcode in
            let unit = cgcode.unit == .none ? "" : cgcode.unit.rawValue
            let places = cgcode.category == .single ? "\(cgcode.unit.decimalPlaces)" : ""
            let kept = cgcode.category == .composite ? "" : cgcode.isKeptDaily ? "daily at 00:00" : "load-profile grid"
            let channels = cgcode.channels.map(\.rawValue).joined(separator: " ")
            return "| \(cgcode.rawValue) | `\(cgcode)` | \(cgcode.category.rawValue) | \(unit) | \(places) | "
                + "\(kept)\(channels) |"
        }
        return GeneratedPart.markdown(
            ["cgcode", "data name", "category", "unit", "decimals", "in history, or channels"],
            rows: rows
        )
    }

    private static var texts: String {
        let rows = Failure.everyKind.map { failure in
            let able = Endpoint.allCases.filter { endpoint in
                // Some texts occur in some dialects only.
                DialectCatalogue.furthest.contains { failure.isPossible(at: endpoint, $0) }
            }
            let names =
                able.count == Endpoint.allCases.count ? "every call" : able.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(failure.template)` | \(names) |"
        }
        return GeneratedPart.markdown(["`msg`", "told by"], rows: rows)
    }
}

/// A member of a schema of objects and lists, with all that is below it.
struct SchemaMember {
    /// `list[].devAddr`.
    let path: String
    let type: String
    let isRequired: Bool
    let meaning: String

    static func all(of schema: JSONValue, below prefix: String = "") -> [SchemaMember] {
        guard case .object(let members)? = schema.member("properties")?.value else { return [] }
        let required = schema.member("required")?.value ?? .null
        return members.flatMap { member in
            let value = member.node.value
            let path = prefix + member.key
            let own = SchemaMember(
                path: path,
                type: type(of: value),
                isRequired: required.contains(member.key),
                meaning: value.member("description")?.value.string ?? ""
            )
            let items = value.member("items")?.value ?? .null
            return [own] + all(of: value, below: path + ".") + all(of: items, below: path + "[].")
                + variants(of: items, below: path + "[].")
        }
    }

    /// Members of the first form of a list's items; empty unless the items have several forms.
    private static func variants(of items: JSONValue, below prefix: String) -> [SchemaMember] {
        guard items.member("properties") == nil, case .array(let forms)? = items.member("anyOf")?.value else {
            return []
        }
        return forms.first.map { all(of: $0.value, below: prefix) } ?? []
    }

    private static func type(of schema: JSONValue) -> String {
        guard let type = schema.member("type")?.value.string else { return "" }
        guard case .array(let forms)? = schema.member("items")?.value.member("anyOf")?.value,
            schema.member("items")?.value.member("properties") == nil
        else { return type }
        return type + " of " + forms.compactMap { $0.value.member("type")?.value.string }.joined(separator: " or ")
    }
}

extension JSONValue {
    fileprivate func contains(_ word: String) -> Bool {
        guard case .array(let nodes) = self else { return false }
        return nodes.contains { $0.value.string == word }
    }
}
