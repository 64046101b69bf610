import HESSimulation
import JSON

/// `link`: a medium, or an object that says how often it reaches a meter at the first attempt of an hour.
struct LinkDecoder {
    /// A link as it is written.
    struct Written {
        var medium: Link
        var firstPass: FirstPass?
    }

    func decode(_ place: Place?) -> Written? {
        place?.shared("link", about: "A medium, or one that misses some meters at the first attempt of an hour.") {
            $0.either(.object(read: object), .other { $0.choice(Link.self).map { Written(medium: $0) } })
        }
    }

    private func object(_ place: Place) -> Written? {
        guard let reader = place.object() else { return nil }
        let medium = reader.required("medium", about: "By which the meters are reached.")?.choice(Link.self)
        let share = reader.optional(
            "firstPass",
            about:
                "Share of the meters that answer the first plan of an hour: plc 0.97, rf 0.985, cellular 0.99 if absent."
        )?
        .number(in: 0...1)
        reader.finish()
        return medium.map { Written(medium: $0, firstPass: share.map { FirstPass(success: $0) } ?? $0.firstPass) }
    }
}
