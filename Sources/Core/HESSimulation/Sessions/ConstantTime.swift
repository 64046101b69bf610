/// Compares two texts in a time that depends on the length of the first alone.
package func isEqualInConstantTime(_ given: String, _ secret: String) -> Bool {
    let givenBytes = Array(given.utf8)
    let secretBytes = Array(secret.utf8)
    var difference = UInt64(bitPattern: Int64(givenBytes.count ^ secretBytes.count))
    for (index, byte) in givenBytes.enumerated() {
        difference |= UInt64(byte ^ (secretBytes.isEmpty ? 0xFF : secretBytes[index % secretBytes.count]))
    }
    return difference == 0
}
