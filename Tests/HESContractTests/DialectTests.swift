import Testing

@testable import HESContract

@Suite("Dialects")
struct DialectTests {
    @Test("keys stand once, with their default first", arguments: DialectCatalogue.all)
    func defaults(known: DialectSwitch) {
        #expect(DialectCatalogue.all.count { $0.name == known.name } == 1)
        #expect(known.value(in: Dialect()) == known.values.first)
    }

    @Test("a switch sets its own value and no other", arguments: DialectCatalogue.all)
    func independent(known: DialectSwitch) {
        for value in known.values {
            var dialect = Dialect()
            known.set(&dialect, to: value)

            #expect(known.value(in: dialect) == value)
            for other in DialectCatalogue.all where other.name != known.name {
                #expect(other.value(in: dialect) == other.values.first)
            }
        }
    }

    @Test("packs name keys and values that there are")
    func packs() {
        for pack in DialectCatalogue.packs {
            for (key, value) in pack.values {
                let known = DialectCatalogue.all.first { $0.name == key }
                let isOfPackAlone = value == Dialect.TopicTenant.foreignAsExample.rawValue
                #expect(known?.values.contains(value) == true || isOfPackAlone, "\(pack.name): \(key) \(value)")
            }
        }
    }
}
