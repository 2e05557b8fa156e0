/// A range of a buffer that kernels read and write; it keeps the buffer alive.
///
/// `@unchecked Sendable` for the same reason as `Buffer`.
@safe
package struct View<Element: BitwiseCopyable>: @unchecked Sendable {
    private let owner: AnyObject
    /// The first element.
    @unsafe package let base: UnsafeMutablePointer<Element>
    /// Elements in the range.
    package let count: Int

    @unsafe init(owner: AnyObject, base: UnsafeMutablePointer<Element>, count: Int) {
        self.owner = owner
        unsafe self.base = base
        self.count = count
    }

    /// Part of the range.
    package subscript(range: Range<Int>) -> View<Element> {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) elements")
        return unsafe View(owner: owner, base: base + range.lowerBound, count: range.count)
    }

    /// The range from an element to the end.
    package subscript(range: PartialRangeFrom<Int>) -> View<Element> {
        self[range.lowerBound..<count]
    }

    /// One element.
    package subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count, "element \(index) of \(count)")
            return unsafe base[index]
        }
        nonmutating set {
            precondition(index >= 0 && index < count, "element \(index) of \(count)")
            unsafe base[index] = newValue
        }
    }

    /// Copies as many elements as `source` has to the start.
    package func copy(from source: View<Element>) {
        precondition(source.count <= count, "\(source.count) elements into \(count)")
        unsafe base.update(from: source.base, count: source.count)
    }

    /// Copies an array to the start.
    package func copy(from source: [Element]) {
        precondition(source.count <= count, "\(source.count) elements into \(count)")
        unsafe source.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe base.update(from: start, count: source.count)
        }
    }

    /// Sets every element.
    package func fill(_ value: Element) {
        unsafe base.update(repeating: value, count: count)
    }

    /// The elements as an array.
    package var array: [Element] {
        unsafe Array(UnsafeBufferPointer(start: base, count: count))
    }

    /// The same memory as elements of another type.
    package func bound<Other: BitwiseCopyable>(to type: Other.Type) -> View<Other> {
        let bytes = count * MemoryLayout<Element>.stride
        let address = unsafe UInt(bitPattern: base)
        precondition(
            bytes % MemoryLayout<Other>.stride == 0
                && address % UInt(MemoryLayout<Other>.alignment) == 0,
            "\(bytes) bytes as \(type)")
        let start = unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: type)
        return unsafe View<Other>(
            owner: owner, base: start, count: bytes / MemoryLayout<Other>.stride)
    }
}
