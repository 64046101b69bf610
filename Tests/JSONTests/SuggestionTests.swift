import JSON
import Testing

@Suite("Suggestions")
struct SuggestionTests {
    @Test("the known word that is nearest is suggested, if one is near")
    func nearest() {
        let known = ["users", "tenants", "dcus"]

        #expect(Suggestion.nearest(to: "user", among: known) == "users")
        #expect(Suggestion.nearest(to: "tenatns", among: known) == "tenants")
        #expect(Suggestion.nearest(to: "meters", among: known) == nil)
    }

    @Test("a word longer than a hundred bytes is not compared, as the comparison's memory grows with it")
    func tooLong() {
        let known = String(repeating: "b", count: 100)

        #expect(Suggestion.nearest(to: String(known.dropLast()), among: [known]) == known)
        #expect(Suggestion.nearest(to: known + "b", among: [known]) == nil)
    }
}
