import HESContract
import HESFaults
import HESSimulation
import JSON
import SimulationKernel

/// `effect`: one of the catalogue's kinds with its parameters.
struct EffectDecoder {
    func decode(_ place: Place?) -> (kind: FaultKind, effect: FaultEffect)? {
        guard let place else { return nil }
        return place.shared("effect", about: "What goes wrong.") { $0.oneOf(cases: FaultCatalogue.all.map(variant)) }
    }

    private func variant(_ kind: FaultKind) -> Variant<(kind: FaultKind, effect: FaultEffect)> {
        let text = "\(kind.layer.rawValue): \(kind.summary)."
        return Variant(kind.type, about: text) { reader in
            var arguments = FaultArguments()
            var isComplete = true
            for parameter in kind.parameters {
                let place = self.place(of: parameter, in: reader)
                arguments[parameter.name] = place.flatMap { argument(parameter.form, at: $0) }
                if arguments[parameter.name] == nil, place != nil || parameter.isRequired { isComplete = false }
            }
            return isComplete ? (kind, kind.effect(with: arguments)) : nil
        }
    }

    private func place(of parameter: FaultParameter, in reader: ObjectReader) -> Place? {
        parameter.isRequired
            ? reader.required(parameter.name, about: parameter.summary)
            : reader.optional(parameter.name, about: parameter.summary)
    }

    private func argument(_ form: FaultParameter.Form, at place: Place) -> FaultArguments.Value? {
        switch form {
        case .duration: place.duration().map { .duration($0) }
        case .signedDuration: place.signedDuration().map { .duration($0) }
        case .distribution: place.distribution().map { .distribution($0) }
        case .integer(let range): place.integer(in: range).map { .integer($0) }
        case .number(let range): place.number(in: range).map { .number($0) }
        case .text: place.string().map { .text($0) }
        case .flag: place.bool().map { .flag($0) }
        case .choice(let words): place.word(among: words).map { .text($0) }
        case .phase: place.word(among: ["A", "B", "C"]).map { .text($0) }
        case .cgcode: single(place).map { .cgcodes([$0]) }
        case .cgcodes: cgcodes(place).map { .cgcodes($0) }
        case .json: .json(place.json())
        case .headers: headers(place).map { .headers($0) }
        case .headerValue: header(place).map { .text($0) }
        case .countOrDuration: countOrDuration(place)
        }
    }

    private func single(_ place: Place) -> Cgcode? {
        let words = Cgcode.allCases.filter { $0.category == .single }.map(\.rawValue)
        return place.word(among: words).flatMap { Cgcode(rawValue: $0) }
    }

    private func cgcodes(_ place: Place) -> [Cgcode]? {
        let places = place.oneOrMany()
        let codes = places.compactMap { single($0) }
        return codes.isEmpty || codes.count < places.count ? nil : codes
    }

    private func headers(_ place: Place) -> [(name: String, value: String)]? {
        guard let reader = place.object() else { return nil }
        let members = reader.named()
        let headers = members.compactMap { member in header(member.place).map { (name: member.name, value: $0) } }
        for member in members where !isHeaderName(member.name) {
            member.place.complain(
                expected: "an HTTP header name as the key, none that frames the answer",
                found: "\"\(member.name)\""
            )
        }
        return headers.count < members.count ? nil : headers
    }

    /// A header's value: one line of printable ASCII (RFC 9110 §5.5).
    private func header(_ place: Place) -> String? {
        place.text("a header's value: one line of printable ASCII", pattern: "^[ -~]*$") { text in
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? text : nil
        }
    }

    /// Headers that frame the answer (RFC 9112 §6) or state its type; the simulator sets them.
    private static let framing = ["content-length", "transfer-encoding", "connection", "content-type"]

    private func isHeaderName(_ name: String) -> Bool {
        !name.isEmpty && !Self.framing.contains(name.lowercased())
            && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"(),/:;<=>?@[\\]{}\"".utf8.contains($0) }
    }

    private func countOrDuration(_ place: Place) -> FaultArguments.Value? {
        place.either(
            .string { $0.durationText().map { .duration($0) } },
            .other { $0.integer(in: 1...100_000).map { .integer($0) } }
        )
    }
}
