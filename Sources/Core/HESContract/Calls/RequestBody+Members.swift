import JSON
import SimulationKernel

extension RequestBody {
    /// Numbers separated by commas, duplicates collapse to the first (rule R5).
    ///
    /// Blanks around a number are trimmed, and elements of blanks alone left out; a literal list has both as numbers that no
    /// meter has.
    func devList(_ limits: CallLimits) throws(Rejection) -> [String] {
        let devAddrs = unique(elements(of: try string("devList"), as: limits.devListForm))
        guard !devAddrs.isEmpty else {
            throw rejection(.devListEmpty, field: "devList", expected: "at least one meter number", actual: "none")
        }
        guard devAddrs.count <= limits.maxMeters else {
            throw rejection(
                .devListTooLong(limit: limits.maxMeters),
                field: "devList",
                expected: "at most \(limits.maxMeters) meters",
                actual: "\(devAddrs.count)"
            )
        }
        return devAddrs
    }

    private func elements(of list: String, as form: Dialect.DevListForm) -> [String] {
        // One number, as in most calls, is not copied.
        if !list.isEmpty, !list.utf8.contains(where: { $0 == UInt8(ascii: ",") || Self.isBlank($0) }) { return [list] }
        guard !form.isTrimmed else {
            return list.utf8.split(separator: UInt8(ascii: ",")).map { trimmed(Substring($0)) }.filter { !$0.isEmpty }
        }
        guard !list.isEmpty else { return [] }
        return list.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
    }

    func cgcode(_ asked: Cgcode.Category) throws(Rejection) -> Cgcode {
        let text = try string("cgcode")
        guard let cgcode = Cgcode(rawValue: text) else {
            throw rejection(.unknownCgcode(text), field: "cgcode", expected: "a code of §4.2", actual: text)
        }
        guard cgcode.category == asked else {
            throw rejection(
                .wrongCategory(cgcode: text, asked: asked),
                field: "cgcode",
                expected: "a \(asked.rawValue) code",
                actual: text
            )
        }
        return cgcode
    }

    func window() throws(Rejection) -> Call.Window {
        let start = try civilTime("start")
        let end = try civilTime("end")
        guard start <= end else {
            throw rejection(.startAfterEnd, field: "start", expected: "at or before end", actual: start.description)
        }
        return Call.Window(start: start, end: end)
    }

    /// A window "within half a year" (§3.4, §3.5), as the limits apply that.
    func window(ofHistory limits: CallLimits) throws(Rejection) -> Call.Window {
        let asked = try window()
        let last = limits.historySpan.end(from: asked.start)
        guard asked.end > last else { return asked }
        switch limits.historyLimit {
        case .truncate: return Call.Window(start: asked.start, end: last)
        case .span, .spanAndAge:
            let span = asked.end.millisecondsOnWall - asked.start.millisecondsOnWall
            let days = (span + CivilTime.millisecondsPerDay - 1) / CivilTime.millisecondsPerDay
            throw rejection(
                .rangeTooLong,
                field: "end",
                expected: "at most \(limits.historySpan.text) after start",
                actual: "\(days) days"
            )
        }
    }

    func archiveChanges() throws(Rejection) -> [Call.ArchiveChange] {
        var changes: [Call.ArchiveChange] = []
        for (index, node) in try nonEmptyArchives().enumerated() {
            let devAddr = try member("devAddr", of: node, at: index)
            guard MeterNumber.isPossible(devAddr) else {
                throw wrongMember("devAddr", of: node, at: index, expected: "a meter number")
            }
            let status = try member("status", of: node, at: index)
            guard status == "0" || status == "1" else {
                throw wrongMember("status", of: node, at: index, expected: "\"0\" or \"1\"")
            }
            changes.append(Call.ArchiveChange(devAddr: devAddr, isEnabled: status == "1"))
        }
        return changes
    }

    /// Takes objects, as in the table of §3.9, or strings, as in its example.
    func removedAddresses(_ limits: CallLimits) throws(Rejection) -> [String] {
        var devAddrs: [String] = []
        for (index, node) in try nonEmptyArchives().enumerated() {
            devAddrs.append(try removedAddress(node, at: index, as: limits.archiveForm))
        }
        return unique(devAddrs)
    }

    private func removedAddress(
        _ node: JSONNode,
        at index: Int,
        as form: Dialect.ArchiveForm
    ) throws(Rejection) -> String {
        switch (form, node.value.string) {
        case (.either, let devAddr?), (.strings, let devAddr?): trimmed(devAddr[...])
        case (.strings, nil): throw wrongType(of: "archives[\(index)]", expected: "string", found: node)
        case (.either, nil), (.objects, _): try member("devAddr", of: node, at: index)
        }
    }

    private func nonEmptyArchives() throws(Rejection) -> [JSONNode] {
        let nodes = try array("archives")
        guard !nodes.isEmpty else {
            throw rejection(.archivesEmpty, field: "archives", expected: "at least one meter", actual: "none")
        }
        return nodes
    }

    private func member(_ name: String, of node: JSONNode, at index: Int) throws(Rejection) -> String {
        guard case .object = node.value else {
            throw wrongType(of: "archives[\(index)]", expected: "object", found: node)
        }
        guard let found = node.value.member(name) else {
            throw Rejection(
                .fieldMissing(name: "archives[\(index)].\(name)"),
                at: "/archives/\(index)/\(name)",
                expected: "a value",
                actual: "nothing",
                clause: endpoint.clause
            )
        }
        guard let text = found.value.string else {
            throw wrongType(of: "archives[\(index)].\(name)", expected: "string", found: found)
        }
        return trimmed(text[...])
    }

    private func wrongMember(_ name: String, of node: JSONNode, at index: Int, expected: String) -> Rejection {
        wrongType(of: "archives[\(index)].\(name)", expected: expected, found: node.value.member(name) ?? node)
    }

    private func civilTime(_ name: String) throws(Rejection) -> CivilTime {
        let text = try string(name)
        guard let time = CivilTime(parsing: text) else {
            throw rejection(.invalidDate(field: name), field: name, expected: "YYYY-MM-DD HH:mm:ss", actual: text)
        }
        return time
    }

    private func unique(_ texts: [String]) -> [String] {
        guard texts.count > 1 else { return texts }
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    /// Removes blanks (space, tab, line breaks) around the text.
    private func trimmed(_ text: Substring) -> String {
        let utf8 = text.utf8
        guard let first = utf8.firstIndex(where: { !Self.isBlank($0) }),
            let last = utf8.lastIndex(where: { !Self.isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
