/// Compares two texts; the time of the comparison depends only on the lengths, not on where they differ.
package func isEqualInConstantTime(_ given: String, to secret: String) -> Bool {
    let givenBytes = Array(given.utf8)
    let secretBytes = Array(secret.utf8)
    var difference = UInt64(bitPattern: Int64(givenBytes.count ^ secretBytes.count))
    for (index, byte) in givenBytes.enumerated() {
        difference |= UInt64(byte ^ (secretBytes.isEmpty ? 0xFF : secretBytes[index % secretBytes.count]))
    }
    return difference == 0
}
