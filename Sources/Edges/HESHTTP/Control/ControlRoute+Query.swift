import HESContract
import Hummingbird
import JSON

extension ControlRoute {
    /// Refuses query parameters that the call does not take, and one that is given twice.
    ///
    /// Every call takes `tenant`, also where it does not matter, as a client may send it with all of them.
    func checkQuery(of request: Request) throws(ControlFailure) {
        var known = operation.query.compactMap { $0.member("name")?.value.string }
        known.append("tenant")
        var seen: Set<String> = []
        for (key, _) in request.uri.queryParameters {
            let name = String(key)
            guard known.contains(name) else { throw unknown(name, among: known) }
            guard seen.insert(name).inserted else {
                throw ControlFailure(status: .badRequest, message: "the parameter '\(name)' is given twice")
            }
        }
    }

    private func unknown(_ name: String, among known: [String]) -> ControlFailure {
        let all = "this call takes \(known.joined(separator: ", "))"
        let near = Suggestion.hint(for: name, among: known)
        return ControlFailure(
            status: .badRequest,
            message: "unknown parameter '\(Rejection.excerpt(name))'",
            hint: near.map { "\($0) \(all)" } ?? all
        )
    }
}
