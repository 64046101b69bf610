import HESContract
import JSON
import SimulationKernel

/// Probe files: read and checked, every problem at once.
enum ProbeLoader {
    /// - Throws: `ProbeProblems`.
    static func load(_ bytes: [UInt8], file: String) throws(ProbeProblems) -> Probe {
        let problems = ProblemList()
        let node: JSONNode
        do {
            node = try JSONParser.parse(bytes)
        } catch {
            throw ProbeProblems(lines: ["\(file): byte \(error.offset): expected \(error.expected)"])
        }
        let probe = decode(Place(node, problems: problems))
        guard let probe, problems.problems.isEmpty else {
            throw ProbeProblems(lines: problems.inOrderOfTheDocument.map { "\(file): \($0)" })
        }
        return probe
    }

    private static func decode(_ place: Place) -> Probe? {
        guard let reader = place.object() else { return nil }
        defer { reader.finish() }
        let id = reader.required("id")?.nonEmptyString() ?? ""
        let title = reader.required("title")?.nonEmptyString() ?? ""
        let why = reader.required("why")?.nonEmptyString() ?? ""
        let needs = (reader.optional("needs")?.elements() ?? []).compactMap { $0.choice(Need.self) }
        let steps = (reader.required("steps")?.elements() ?? []).compactMap(step)
        let tells = (reader.required("tells")?.elements() ?? []).compactMap(telling)
        return Probe(id: id, title: title, why: why, needs: needs, steps: steps, tells: tells)
    }

    private static func telling(_ place: Place) -> Probe.Telling? {
        guard let reader = place.object() else { return nil }
        defer { reader.finish() }
        let key = reader.required("switch")?.name(among: DialectCatalogue.all.map(\.name))
        let by = reader.required("by")?.name(among: FingerprintCatalogue.all.map(\.name))
        let values = DialectCatalogue.all.first { $0.name == key }?.values ?? []
        let shows = reader.required("shows")?.object()?.named(among: values, expected: "a value of the switch") ?? []
        let fingerprint = FingerprintCatalogue.all.first { $0.name == by }
        guard let key, let fingerprint else { return nil }
        let sights = shows.map { name, place in (value: name, sight: place.nonEmptyString() ?? "") }
        return Probe.Telling(key: key, fingerprint: fingerprint, shows: sights)
    }

    private static func step(_ place: Place) -> ProbeStep? {
        guard let reader = place.object() else { return nil }
        defer { reader.finish() }
        let label = reader.required("as")?.nonEmptyString() ?? ""
        let mayBeRefused = reader.optional("mayBeRefused")?.bool() ?? false
        let pause = reader.optional("pause")?.text("a duration such as 5s") { SimulatedDuration(parsing: $0) }
        if let pause { return ProbeStep(label: label, act: .pause(pause), mayBeRefused: false) }
        if reader.optional("listenAgain")?.bool() == true {
            return ProbeStep(label: label, act: .listenAgain, mayBeRefused: false)
        }
        guard let endpoint = reader.required("call")?.choice(Endpoint.self) else { return nil }
        return ProbeStep(label: label, act: .call(form(endpoint, from: reader)), mayBeRefused: mayBeRefused)
    }

    private static func form(_ endpoint: Endpoint, from reader: ObjectReader) -> CallForm {
        var form = CallForm(endpoint: endpoint)
        form.cgcode = reader.optional("cgcode")?.string()
        form.meters = reader.optional("meters")?.choice(CallForm.Meters.self)
        form.start = reader.optional("start")?.text(TimePlace.expected) { TimePlace(parsing: $0) }
        form.end = reader.optional("end")?.text(TimePlace.expected) { TimePlace(parsing: $0) }
        form.page = reader.optional("page")?.integer(in: 1...100_000)
        form.pageSize = reader.optional("pageSize")?.integer(in: 1...100_000)
        form.token = reader.optional("token")?.choice(CallForm.Token.self) ?? .both
        form.contentType = reader.optional("contentType")?.string() ?? form.contentType
        form.dcu = reader.optional("dcu")?.choice(CallForm.DCU.self) ?? .first
        form.archives = reader.optional("archives")?.choice(CallForm.Archives.self)
        form.integersAsText = reader.optional("integersAsText")?.bool() ?? false
        form.controlMode = reader.optional("controlMode")?.integer(in: 1...2)
        return form
    }
}

/// What is wrong with a probe file, a line each.
package struct ProbeProblems: Error, CustomStringConvertible {
    package let lines: [String]

    package var description: String { lines.joined(separator: "\n") }
}
