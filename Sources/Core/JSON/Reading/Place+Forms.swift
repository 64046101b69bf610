/// One of several forms that a value may take.
package struct Form<Value> {
    fileprivate let takes: (JSONValue) -> Bool
    fileprivate let read: (Place) -> Value?

    package static func string(_ read: @escaping (Place) -> Value?) -> Form {
        Form(takes: { $0.string != nil }, read: read)
    }

    /// An object, or only one that has one of `keys`.
    package static func object(withAnyOf keys: String..., read: @escaping (Place) -> Value?) -> Form {
        Form(
            takes: { value in
                guard case .object(let members) = value else { return false }
                return keys.isEmpty || members.contains { keys.contains($0.key) }
            },
            read: read
        )
    }

    /// The string `word`, read as `meaning`.
    package static func word(_ word: String, meaning: Value?) -> Form {
        Form(
            takes: { $0.string == word },
            read: { place in
                place.note("const", as: .string(word))
                return meaning
            }
        )
    }

    /// Takes every value, so it comes last.
    package static func other(_ read: @escaping (Place) -> Value?) -> Form {
        Form(takes: { _ in true }, read: read)
    }
}

/// One kind of object, recognised by the string at a discriminator key, or by a key that only this kind has.
package struct Variant<Value> {
    fileprivate let name: String
    fileprivate let description: String
    /// Reads every key except the discriminator; if a key identifies the kind, that key too.
    fileprivate let read: (ObjectReader) -> Value?

    package init(_ name: String, about description: String, read: @escaping (ObjectReader) -> Value?) {
        self.name = name
        self.description = description
        self.read = read
    }
}

extension Place {
    /// The first form that takes the value reads it.
    ///
    /// A value that no form takes is a problem, reported with `expected`.
    package func either<Value>(_ forms: Form<Value>..., otherwise expected: String = "another value") -> Value? {
        if let schema {
            let alternatives = forms.map { _ in SchemaRecorder(schema.definitions) }
            schema.alternatives(alternatives, under: "anyOf")
            for (form, alternative) in zip(forms, alternatives) { _ = form.read(Place(recording: alternative)) }
            return nil
        }
        guard let form = forms.first(where: { $0.takes(node.value) }) else {
            complain(expected: expected)
            return nil
        }
        return form.read(self)
    }

    /// An object whose string at `discriminator` selects the variant that reads the other keys.
    package func oneOf<Value>(discriminator: String = "type", cases: [Variant<Value>]) -> Value? {
        if let schema {
            let alternatives = cases.map { _ in SchemaRecorder(schema.definitions) }
            schema.alternatives(alternatives, under: "oneOf")
            for (variant, alternative) in zip(cases, alternatives) {
                record(variant, toldBy: discriminator, into: alternative)
            }
            return nil
        }
        guard let reader = object(), let place = reader.required(discriminator),
            let name = place.name(among: cases.map(\.name)), let variant = cases.first(where: { $0.name == name })
        else { return nil }
        defer { reader.finish() }
        return variant.read(reader)
    }

    /// An object that has exactly one of the variants' names as a key; that variant reads it, including this key.
    package func oneOf<Value>(keys cases: [Variant<Value>]) -> Value? {
        if let schema {
            let alternatives = cases.map { _ in SchemaRecorder(schema.definitions) }
            schema.alternatives(alternatives, under: "oneOf")
            for (variant, alternative) in zip(cases, alternatives) { record(variant, into: alternative) }
            return nil
        }
        guard let reader = object() else { return nil }
        let named = cases.filter { reader.has($0.name) }
        guard named.count == 1, let variant = named.first else {
            complain(
                expected: "one of the keys " + cases.map(\.name).joined(separator: ", "),
                found: "the keys " + reader.keys.joined(separator: ", ")
            )
            return nil
        }
        defer { reader.finish() }
        return variant.read(reader)
    }

    private func record<Value>(
        _ variant: Variant<Value>,
        toldBy discriminator: String? = nil,
        into schema: SchemaRecorder
    ) {
        let place = Place(recording: schema).note("description", as: .string(variant.description))
        guard let reader = place.object() else { return }
        if let discriminator { reader.required(discriminator)?.note("const", as: .string(variant.name)) }
        _ = variant.read(reader)
        reader.finish()
    }

    /// The elements of an array, or the value itself if it is no array; an empty array is a problem unless `allowingNone`.
    package func oneOrMany(allowingNone: Bool = false) -> [Place] {
        guard let schema else {
            guard case .array(let nodes) = node.value else { return [self] }
            if nodes.isEmpty, !allowingNone { complain(expected: "at least one element") }
            return elements()
        }
        let one = SchemaRecorder(schema.definitions)
        let many = SchemaRecorder(schema.definitions)
        schema.alternatives([one, many], under: "anyOf")
        many.note("type", as: "array")
        if !allowingNone { many.note("minItems", as: 1) }
        many.attach(one, under: "items")
        return [Place(recording: one)]
    }

    /// The JSON value, unchecked.
    package func json() -> JSONValue { node.value }
}
