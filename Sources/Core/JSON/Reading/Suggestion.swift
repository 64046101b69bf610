/// Suggests a known word in place of an unknown one.
package enum Suggestion {
    /// The known word that is nearest to `word`; nil if none is near.
    package static func nearest(to word: String, among known: [String]) -> String? {
        // The table of distances grows with the word's length, and no known word is so long.
        guard word.utf8.count <= longest else { return nil }
        let nearest = known.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
        guard let nearest, nearest.distance <= max(1, min(3, word.count / 3)),
            nearest.distance < nearest.word.count
        else { return nil }
        return nearest.word
    }

    private static let longest = 100

    /// A hint such as `did you mean 'users'?`; nil if no known word is near.
    package static func hint(for word: String, among known: [String]) -> String? {
        nearest(to: word, among: known).map { "did you mean '\($0)'?" }
    }
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
private func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var table = Array(repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
    for row in 0...left.count { table[row][0] = row }
    for column in 0...right.count { table[0][column] = column }
    for row in 1...left.count {
        for column in 1...right.count {
            let change = left[row - 1] == right[column - 1] ? 0 : 1
            var best = min(
                table[row - 1][column] + 1,
                table[row][column - 1] + 1,
                table[row - 1][column - 1] + change
            )
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                best = min(best, table[row - 2][column - 2] + 1)
            }
            table[row][column] = best
        }
    }
    return table[left.count][right.count]
}
