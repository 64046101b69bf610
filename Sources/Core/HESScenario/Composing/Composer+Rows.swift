import JSON

/// The side files of `history.rows`.
extension Composer {
    /// The document with the lines of its side files in the place of their names.
    mutating func withRows(_ root: JSONNode, chain: [Link]) -> JSONNode {
        guard case .array(let tenants) = root.value.member("tenants")?.value else { return root }
        var nodes = tenants
        for (index, tenant) in tenants.enumerated() {
            guard let history = tenant.value.member("history"), let name = history.value.member("rows"),
                name.value.string != nil
            else { continue }
            let lines = lines(of: name, pointer: "/tenants/\(index)/history/rows", chain: chain)
            let changed = history.value.replacing("rows", with: .array(lines))
            nodes[index] = JSONNode(offset: tenant.offset, value: tenant.value.replacing("history", with: changed))
        }
        return JSONNode(offset: root.offset, value: root.value.replacing("tenants", with: .array(nodes)))
    }

    /// The lines of a side file; none, with a problem, if they cannot be had.
    private mutating func lines(of name: JSONNode, pointer: String, chain: [Link]) -> [JSONNode] {
        guard let text = name.value.string, var last = chain.last else { return [] }
        last.offset = name.offset
        let way = Array(chain.dropLast()) + [last]
        switch parts.find(text, last.file) {
        case .failure(let refusal):
            let expected = "a readable side file of rows, or the rows themselves as an array"
            complain(name, pointer: pointer, expected: expected, way: way, hint: refusal.hint)
            return []
        case .success(let part):
            if let limit = limit(against: part, in: chain) {
                complain(name, pointer: pointer, expected: limit, way: way)
                return []
            }
            return lines(of: part, pointer: pointer)
        }
    }

    /// The JSON of each line that is not blank; the first line that is no JSON is a problem.
    private mutating func lines(of part: ScenarioParts.Part, pointer: String) -> [JSONNode] {
        let base = text.add(part)
        var nodes: [JSONNode] = []
        let whole = SourceText(file: part.file, bytes: part.bytes)
        let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        for line in part.bytes.split(separator: UInt8(ascii: "\n")) where !line.allSatisfy(blanks.contains) {
            do {
                let node = try ScenarioDocument.parse(Array(line), in: whole)
                nodes.append(node.moved(by: base + line.startIndex))
            } catch {
                var problem = error
                problem.pointer = "\(pointer)/\(nodes.count)"
                problem.offset += base + line.startIndex
                problem.hint = "a side file has one JSON object in each line"
                problems.append(problem)
                return []
            }
        }
        return nodes
    }
}
