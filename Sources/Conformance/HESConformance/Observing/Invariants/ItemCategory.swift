import HESContract
import JSON

extension Invariant {
    static let itemCategory = Invariant(
        id: "OBS-07",
        level: .must,
        basis: .stated,
        obligation: "O12",
        clause: "§4.2",
        title: "Composite items go to the Frozen calls, single ones to the Single calls",
        expected: "1, 2 and 3 to readFrozen and historyFrozen, all others to readSingle and historySingle",
        allowed: ["items that the document does not list, which OBS-08 judges"],
        hint: "§4.2 names the category of every item.",
        judge: each(
            { $0.calls(.readFrozen, .readSingle, .historyFrozen, .historySingle).filter { $0.item != nil } },
            things: "calls for a listed item"
        ) { request in
            guard let item = request.item else { return nil }
            let isFrozen = request.endpoint == .readFrozen || request.endpoint == .historyFrozen
            guard isFrozen != (item.category == .composite) else { return nil }
            return "\(item.rawValue) is a \(item.category.rawValue) item"
        }
    )
}

extension ClientRequest {
    /// The item that it asks for; nil if the document has none of that code.
    var item: Cgcode? { field("cgcode")?.word.flatMap(Cgcode.init) }
}
