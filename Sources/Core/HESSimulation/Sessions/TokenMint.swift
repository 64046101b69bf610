import HESContract
import JSON
import SimulationKernel

/// Makes tokens that cannot be predicted without the user's secrets.
///
/// They contain keyed hashes of tenant, instant and number, so that a run can be replayed byte for byte.
struct TokenMint: Sendable {
    private let tenantCode: String
    private let lifetime: SimulatedDuration
    private let form: Dialect.TokenForm
    private let seed: UInt64

    init(_ configuration: WorldConfiguration) {
        tenantCode = configuration.tenantCode
        lifetime = configuration.tokenLifetime
        form = configuration.dialect.tokenForm
        seed = configuration.seed
    }

    func token(for user: User, number: UInt64, at instant: SimulatedInstant) -> String {
        let subject = "\(tenantCode) \(instant.milliseconds) \(number)"
        let key = key(of: user)
        switch form {
        case .sample: return sample(for: user, unique: key.hash(Array(subject.utf8)), at: instant)
        case .uuid: return uuid(key.hash(Array(subject.utf8)))
        case .long: return long(for: subject, key: key)
        }
    }

    /// Shaped like the document's sample, base64 of `{"exp":…,"username":…}`, plus a member that is unique.
    private func sample(for user: User, unique: (UInt64, UInt64), at instant: SimulatedInstant) -> String {
        var writer = JSONWriter()
        writer.object {
            $0.key("exp")
            $0.integer((instant + lifetime).milliseconds / 1000)
            $0.key("username")
            $0.string(user.username)
            $0.key("jti")
            $0.string(hexadecimal(unique.0) + hexadecimal(unique.1))
        }
        return base64(writer.bytes)
    }

    /// Version 4, variant 1 (RFC 9562 §5.4).
    private func uuid(_ unique: (UInt64, UInt64)) -> String {
        let high = hexadecimal(unique.0 & ~0xF000 | 0x4000)
        let low = hexadecimal(unique.1 & ~(0b11 << 62) | 0b10 << 62)
        return
            "\(high.prefix(8))-\(high.dropFirst(8).prefix(4))-\(high.dropFirst(12))-\(low.prefix(4))-\(low.dropFirst(4))"
    }

    /// 2048 characters that begin with `++//` and end with `=`, so that a client that trims them or puts them
    /// into a URL unescaped fails visibly.
    private func long(for subject: String, key: KeyedHash) -> String {
        var bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        for block in 0..<96 {
            let (high, low) = key.hash(Array("\(subject) \(block)".utf8))
            for word in [high, low] { bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        }
        return base64(Array(bytes.prefix(1535)))
    }

    private func key(of user: User) -> KeyedHash {
        var secret: [UInt8] = []
        for text in [user.username, user.password, user.secretKey] {
            secret += Array("\(text.utf8.count):\(text)".utf8)
        }
        return KeyedHash(key: KeyedHash(key: (seed, 0x746F_6B65_6E)).hash(secret))
    }

    private func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
