import HESContract
import JSON

extension Invariant {
    static let listedItems = Invariant(
        id: "OBS-08",
        level: .should,
        basis: .stated,
        obligation: "O23",
        clause: "§4.2",
        title: "Only items of the table in §4.2 are asked for",
        expected: "a cgcode of §4.2",
        allowed: ["any of the listed items"],
        hint: "5100 to 5103 appear in examples of answers, but not in the table of what may be asked.",
        judge: each(
            { $0.calls(.readFrozen, .readSingle, .historyFrozen, .historySingle).filter { $0.field("cgcode") != nil } },
            things: "calls with a cgcode"
        ) { request in
            guard let item = request.item, !["5100", "5101", "5102", "5103"].contains(item.rawValue) else {
                return "cgcode is \(request.field("cgcode")?.excerpt ?? "absent")"
            }
            return nil
        }
    )
}
