import JSON

/// Puts a document together with the parts that it names with `include` and `recipe`.
struct Composer {
    /// Parts within parts, at most.
    static let deepest = 16
    /// Parts of one document, at most; one that is named twice counts twice.
    static let mostParts = 64
    /// Of all texts together, at most.
    static let mostBytes = 64 << 20

    let parts: ScenarioParts
    var text: ComposedText
    var problems: [JSONProblem] = []
    private(set) var overrides: [Override] = []

    init(_ text: ComposedText, parts: ScenarioParts) {
        self.text = text
        self.parts = parts
    }

    /// The scenario with what it includes; a root that is no object stays as it is.
    mutating func scenario(_ root: JSONNode, file: String) -> JSONNode {
        scenario(root, chain: [Link(file: file, offset: 0)])
    }

    /// One rule or a list of rules, with the rules of the recipes in place of `{"recipe": …}`.
    mutating func rules(_ root: JSONNode, file: String) -> JSONNode {
        let chain = [Link(file: file, offset: 0)]
        if case .array(let nodes) = root.value {
            return JSONNode(offset: root.offset, value: .array(expanded(nodes, pointer: "", chain: chain)))
        }
        guard root.value.member("recipe") != nil else { return root }
        return JSONNode(offset: root.offset, value: .array(expanded([root], pointer: nil, chain: chain)))
    }

    /// A file of the chain of parts, with the place in it that names the next.
    struct Link {
        let file: String
        var offset: Int
    }

    private mutating func scenario(_ root: JSONNode, chain: [Link]) -> JSONNode {
        guard case .object = root.value else { return root }
        let own = withRows(withRecipes(root, chain: chain), chain: chain)
        guard let include = root.value.member("include"), case .array(let names) = include.value,
            names.allSatisfy({ $0.value.string != nil })
        else { return own }
        var merge = Merge()
        var whole: JSONNode?
        for (index, node) in names.enumerated() {
            guard let part = part(node, pointer: "/include/\(index)", chain: chain) else { continue }
            whole = whole.map { merge.merged($0, with: part) } ?? part
        }
        let rest = JSONNode(offset: own.offset, value: own.value.removing("include"))
        let result = whole.map { merge.merged($0, with: rest) } ?? rest
        overrides += merge.overrides
        return result
    }

    /// The composed part that `node` names; nil, with a problem, if it cannot be had.
    private mutating func part(_ node: JSONNode, pointer: String, chain: [Link]) -> JSONNode? {
        guard let name = node.value.string, var last = chain.last else { return nil }
        last.offset = node.offset
        let way = Array(chain.dropLast()) + [last]
        let found: ScenarioParts.Part
        switch parts.find(name, last.file) {
        case .success(let part): found = part
        case .failure(let refusal):
            complain(node, pointer: pointer, expected: refusal.expected, way: way, hint: refusal.hint)
            return nil
        }
        if let limit = limit(against: found, in: chain) {
            complain(node, pointer: pointer, expected: limit, way: way)
            return nil
        }
        let base = text.add(found)
        do {
            let root = try ScenarioDocument.parse(found.bytes, in: SourceText(file: found.file, bytes: found.bytes))
            return scenario(root.moved(by: base), chain: Array(way) + [Link(file: found.file, offset: base)])
        } catch {
            var problem = error
            problem.offset += base
            problems.append(problem)
            return nil
        }
    }

    /// What the part would exceed; nil for nothing.
    func limit(against part: ScenarioParts.Part, in chain: [Link]) -> String? {
        if chain.contains(where: { $0.file == part.file }) { return "a part that does not include itself" }
        if chain.count > Self.deepest { return "at most \(Self.deepest) parts within one another" }
        if text.partCount >= Self.mostParts { return "at most \(Self.mostParts) parts" }
        if text.byteCount + part.bytes.count > Self.mostBytes { return "at most 64 MiB with all parts" }
        return nil
    }

    private mutating func withRecipes(_ root: JSONNode, chain: [Link]) -> JSONNode {
        guard case .array(let tenants) = root.value.member("tenants")?.value else { return root }
        let nodes = tenants.enumerated().map { index, tenant -> JSONNode in
            guard let faults = tenant.value.member("faults"), case .array(let rules) = faults.value,
                rules.contains(where: { $0.value.member("recipe") != nil })
            else { return tenant }
            let pointer = "/tenants/\(index)/faults"
            let expanded = expanded(rules, pointer: pointer, chain: chain)
            return JSONNode(offset: tenant.offset, value: tenant.value.replacing("faults", with: .array(expanded)))
        }
        return JSONNode(offset: root.offset, value: root.value.replacing("tenants", with: .array(nodes)))
    }

    /// `pointer` is that of the list; nil for a rule without a list.
    private mutating func expanded(_ rules: [JSONNode], pointer: String?, chain: [Link]) -> [JSONNode] {
        var result: [JSONNode] = []
        for (index, rule) in rules.enumerated() {
            guard case .object(let members) = rule.value, let name = rule.value.member("recipe") else {
                result.append(rule)
                continue
            }
            let place = pointer.map { "\($0)/\(index)" } ?? ""
            for member in members where member.key != "recipe" && member.key != "note" {
                problems.append(
                    JSONProblem(
                        cause: .unknownKey(member.key, known: ["recipe", "note"]),
                        offset: member.keyOffset,
                        pointer: "\(place)/\(member.key)",
                        expected: "no other key beside 'recipe'",
                        found: "'\(member.key)'"
                    )
                )
            }
            result += recipe(name, pointer: "\(place)/recipe", chain: chain)
        }
        return result
    }

    /// The rules of a recipe: their ids begin with its name.
    private mutating func recipe(_ name: JSONNode, pointer: String, chain: [Link]) -> [JSONNode] {
        guard let text = name.value.string else {
            problems.append(
                JSONProblem(
                    offset: name.offset,
                    pointer: pointer,
                    expected: "the name of a scenario whose rules to take",
                    found: name.value.excerpt
                )
            )
            return []
        }
        guard let part = part(name, pointer: pointer, chain: chain) else { return [] }
        let rules = part.value.tenantsOfDocument.flatMap { tenant -> [JSONNode] in
            guard case .array(let nodes) = tenant.member("faults")?.value else { return [] }
            return nodes
        }
        guard !rules.isEmpty else {
            let expected = "a scenario with rules"
            problems.append(
                JSONProblem(offset: name.offset, pointer: pointer, expected: expected, found: "\"\(text)\" without any")
            )
            return []
        }
        let prefix = Self.prefix(of: text)
        return rules.enumerated().map { index, rule in
            let id = rule.value.member("id")?.value.string ?? "fault-\(index + 1)"
            return JSONNode(offset: rule.offset, value: rule.value.replacing("id", with: .string(prefix + id)))
        }
    }

    /// `bad-evening.` of `parts/bad-evening.json`.
    private static func prefix(of name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        return (last.hasSuffix(".json") ? String(last.dropLast(5)) : last) + "."
    }

    mutating func complain(
        _ node: JSONNode,
        pointer: String,
        expected: String,
        way: [Link],
        hint: String? = nil
    ) {
        let chain = way.map { text.name(of: $0.offset) }.joined(separator: " and ")
        let reached = way.count > 1 ? " (by way of \(chain))" : ""
        problems.append(
            JSONProblem(
                offset: node.offset,
                pointer: pointer,
                expected: expected,
                found: node.value.excerpt + reached,
                hint: hint
            )
        )
    }
}

extension JSONValue {
    fileprivate var tenantsOfDocument: [JSONValue] {
        guard case .array(let nodes) = member("tenants")?.value else { return [] }
        return nodes.map(\.value)
    }
}
