/// The values that are left when each observation takes those away that would not show it.
enum Narrowing {
    static func left(of values: [String], by observations: [Observation]) -> [String] {
        observations.filter { !$0.isUnlisted }.reduce(values) { left, seen in left.filter(seen.possible.contains) }
    }
}
