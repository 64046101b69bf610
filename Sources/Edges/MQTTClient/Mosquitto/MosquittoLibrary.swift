import CMosquitto

package enum MosquittoLibrary {
    /// Of the library that was loaded, such as `2.0.11`.
    package static var version: String {
        var (major, minor, revision) = (Int32(0), Int32(0), Int32(0))
        _ = unsafe mosquitto_lib_version(&major, &minor, &revision)
        return "\(major).\(minor).\(revision)"
    }
}
