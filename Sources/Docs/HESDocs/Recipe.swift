import Foundation
import JSON

/// A row of `docs/guides/recipes.md` with the faults of its scenario file.
enum Recipe {
    /// - Throws: when the page or a scenario cannot be read.
    static func list(at root: URL) throws -> JSONValue {
        let page = try String(contentsOf: root.appending(path: "docs/guides/recipes.md"), encoding: .utf8)
        return .list(try page.split(separator: "\n").compactMap { try recipe(in: $0, at: root) })
    }

    /// Nil for a line that is no row of a recipe.
    private static func recipe(in line: Substring, at root: URL) throws -> JSONValue? {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard line.hasPrefix("|"), let place = cells.firstIndex(where: { $0.contains("../scenarios/") }),
            let id = cells[place].firstMatch(of: #/^\[([^\]]+)\]/#).map({ String($0.1) })
        else { return nil }
        let tenant = try tenant(of: id, at: root)
        // A failure's row: name, what happens, recipe, how it looks, what a good client does; a composition's has no looks.
        let isComposition = place == 1 && cells.count == 4
        return [
            "id": .string(id),
            "what": .string(plain(cells[isComposition ? 2 : place - 1])),
            "looks": .string(isComposition ? "" : plain(cells[place + 1])),
            "goodClient": .string(plain(cells[isComposition ? 3 : place + 2])),
            "faults": tenant.member("faults")?.value ?? .list([]),
            "events": tenant.member("events")?.value ?? .list([]),
        ]
    }

    private static func tenant(of id: String, at root: URL) throws -> JSONValue {
        let bytes = try Data(contentsOf: root.appending(path: "scenarios/\(id).json"))
        let document = try JSONParser.parse(Array(bytes)).value
        guard case .array(let tenants) = document.member("tenants")?.value, let first = tenants.first else {
            return .list([])
        }
        return first.value
    }

    /// Without the marks of Markdown.
    private static func plain(_ text: String) -> String {
        text.replacing(#/\[([^\]]+)\]\([^)]*\)/#) { $0.1 }.replacing("`", with: "").replacing("**", with: "")
    }
}
