package import HESContract
import JSON

/// Which part of the evidence a check looks at: parameters `endpoint` (one or several) and `steps` (numbers from 0).
///
/// What happens in fences is never judged.
package struct Scope: Sendable {
    /// Empty for every call.
    package let endpoints: [Endpoint]
    package let steps: [Int]?

    init(_ reader: ObjectReader, isEndpointRequired: Bool = false) {
        endpoints = isEndpointRequired ? reader.words("endpoint") : reader.optionalWords("endpoint") ?? []
        steps = reader.optionalIntegers("steps")
    }

    package func requests(_ evidence: Evidence) -> [ClientRequest] {
        evidence.requests.filter { request in
            guard !request.isFence, let endpoint = request.endpoint else { return false }
            return (endpoints.isEmpty || endpoints.contains(endpoint)) && contains(request.step)
        }
    }

    package func operations(_ evidence: Evidence) -> [Operation] {
        evidence.operations.filter { operation in
            !operation.isFence && contains(operation.step) && !operation.isUnsupported
                && operation.name != .clockAdvance
        }
    }

    package func pushes(_ evidence: Evidence) -> [PlanPush] {
        evidence.pushes.filter { push in
            guard let request = push.request, !request.isFence, contains(request.step) else { return false }
            return endpoints.isEmpty || request.endpoint.map(endpoints.contains) ?? false
        }
    }

    /// Whether absence may be judged: the steps are over, and so is the fence behind them.
    package func isSettled(_ evidence: Evidence, in testCase: Case) -> Bool {
        let last = steps?.max() ?? testCase.steps.count - 1
        let fence = testCase.steps.indices.first { $0 > last && testCase.steps[$0].isFence }
        let ends = fence ?? last
        return (0...max(0, ends)).allSatisfy { index in
            evidence.steps.contains { $0.index == index && $0.end != nil }
        }
    }

    /// Such as `readSingle in step 2, 3`.
    package var words: String {
        let calls = endpoints.isEmpty ? "every call" : endpoints.map(\.rawValue).joined(separator: ", ")
        return calls + place
    }

    package var place: String {
        steps.map { " in step " + $0.map(String.init).joined(separator: ", ") } ?? ""
    }

    private func contains(_ step: Int?) -> Bool {
        guard let steps else { return true }
        return step.map(steps.contains) ?? false
    }
}
