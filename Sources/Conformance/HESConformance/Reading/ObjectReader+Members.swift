import JSON

/// Members of case files by key; one that is missing or of the wrong type is a problem, and read as the empty value.
extension ObjectReader {
    func string(_ key: String, about description: String? = nil) -> String {
        required(key, about: description)?.string() ?? ""
    }

    func optionalString(_ key: String, about description: String? = nil) -> String? {
        optional(key, about: description)?.string()
    }

    func integer(_ key: String, about description: String? = nil) -> Int {
        required(key, about: description)?.integer() ?? 0
    }

    func optionalInteger(_ key: String, about description: String? = nil) -> Int? {
        optional(key, about: description)?.integer()
    }

    func bool(_ key: String, about description: String? = nil) -> Bool {
        optional(key, about: description).bool(default: false)
    }

    /// At least one string; a single one may stand without brackets.
    func strings(_ key: String, about description: String? = nil) -> [String] {
        required(key, about: description)?.strings() ?? []
    }

    func optionalStrings(_ key: String, about description: String? = nil) -> [String]? {
        optional(key, about: description).map { $0.oneOrMany(allowingNone: true).compactMap { $0.string() } }
    }

    func optionalIntegers(_ key: String, about description: String? = nil) -> [Int]? {
        optional(key, about: description).map { $0.oneOrMany(allowingNone: true).compactMap { $0.integer() } }
    }

    /// `word` if the key is absent, which is a problem without a `word`; nil, with a problem recorded, for an unknown word.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        about description: String? = nil,
        default word: Word? = nil
    ) -> Word? {
        guard let word else { return required(key, about: description)?.choice(Word.self) }
        return optional(key, about: description).choice(default: word)
    }

    func optionalWord<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        about description: String? = nil
    ) -> Word? {
        optional(key, about: description)?.choice(Word.self)
    }

    /// At least one word; a single one may stand without brackets.
    func words<Word: RawRepresentable<String> & CaseIterable>(_ key: String) -> [Word] {
        required(key)?.oneOrMany().compactMap { $0.choice(Word.self) } ?? []
    }

    func optionalWords<Word: RawRepresentable<String> & CaseIterable>(_ key: String) -> [Word]? {
        optional(key).map { $0.oneOrMany(allowingNone: true).compactMap { $0.choice(Word.self) } }
    }

    /// The elements of an array.
    func places(_ key: String, about description: String? = nil, isRequired: Bool = false) -> [Place] {
        (isRequired ? required(key, about: description) : optional(key, about: description))?.elements() ?? []
    }

    func complain(_ key: String, expected: String, found: JSONValue) {
        place.problems.add(place.pointer(to: key), expected: expected, found: found.excerpt)
    }
}

extension Place {
    /// At least one string; a single one may stand without brackets.
    func strings() -> [String] {
        oneOrMany().compactMap { $0.string() }
    }
}
