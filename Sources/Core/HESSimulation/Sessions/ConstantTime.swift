/// Compares two texts; the time of the comparison depends only on the lengths, not on where they differ.
package func isEqualInConstantTime(_ given: String, to secret: String) -> Bool {
    var (given, secret) = (given, secret)
    return given.withUTF8 { given in
        secret.withUTF8 { secret in
            var difference = UInt64(bitPattern: Int64(given.count ^ secret.count))
            var place = 0
            for index in given.indices {
                difference |= UInt64(unsafe given[index] ^ (secret.isEmpty ? 0xFF : secret[place]))
                place = place + 1 < secret.count ? place + 1 : 0
            }
            return difference == 0
        }
    }
}
