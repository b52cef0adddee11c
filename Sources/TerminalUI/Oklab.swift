import Foundation

/// A colour where distances are as people see them (Björn Ottosson, “A perceptual color space for image processing”,
/// 2020).
struct Oklab: Sendable, Hashable {
    let lightness: Double
    let a: Double
    let b: Double

    init(_ color: RGB) {
        let red = RGB.linear[Int(color.red)]
        let green = RGB.linear[Int(color.green)]
        let blue = RGB.linear[Int(color.blue)]
        // Cone responses, then their cube roots, then the three axes.
        let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        let medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    }

    /// Square of the distance: enough to compare.
    func squaredDistance(to other: Oklab) -> Double {
        let dl = lightness - other.lightness
        let da = a - other.a
        let db = b - other.b
        return dl * dl + da * da + db * db
    }
}

extension RGB {
    /// sRGB values 0–255 as linear light (IEC 61966-2-1).
    static let linear: [Double] = (0...255).map { value in
        let share = Double(value) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
}
