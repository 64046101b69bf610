/// Base 64 with padding (RFC 4648 §4); written here because this module does not import Foundation.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var word: UInt32 = 0
        for index in 0..<3 { word = word << 8 | UInt32(index < group.count ? group[start + index] : 0) }
        for index in 0..<4 {
            let sextet = Int(word >> UInt32(18 - 6 * index) & 0x3F)
            text.append(index <= group.count ? alphabet[sextet] : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}
