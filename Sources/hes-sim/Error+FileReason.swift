import Foundation

extension Error {
    /// Why a file or folder could not be made or written, as the system says it: `No such file or directory`.
    var fileReason: String {
        let underlying = (self as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        let system = [underlying, self].compactMap { $0.map { $0 as NSError } }.first {
            $0.domain == NSPOSIXErrorDomain
        }
        guard let system, let text = unsafe strerror(Int32(clamping: system.code)) else { return localizedDescription }
        return unsafe String(cString: text)
    }
}
