import HESContract
import JSON

extension Invariant {
    static let deviceList = Invariant(
        id: "OBS-05",
        level: .must,
        basis: .stated,
        obligation: "O7",
        clause: "§3.2.1",
        title: "devList is one string, the numbers separated by commas",
        expected: "devList such as \"202407100001,202407100002\"",
        allowed: ["blanks around a number"],
        hint: "§3.3.4: \"devList\" : \"202407100001,202407100002\", a string and no JSON array.",
        judge: each({ $0.calls.filter { $0.field("devList") != nil } }, things: "calls with a devList") { request in
            guard let list = request.field("devList") else { return nil }
            guard let text = list.string else { return "devList is \(list.excerpt)" }
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let isList = parts.allSatisfy { part in
                let number = part.split(separator: " ")
                return number.count == 1 && !number[0].contains { "[]{}\";|".contains($0) }
            }
            return isList ? nil : "devList is \"\(text)\""
        }
    )
}
