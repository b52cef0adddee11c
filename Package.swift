// swift-tools-version: 6.2
import PackageDescription

// Warnings stop the build in CI only: a newer compiler must not break a user's build.
let warningsAreErrors = Context.environment["LECTERN_WARNINGS_AS_ERRORS"] == "1"

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

func module(
    _ name: String, uses: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: uses, exclude: exclude, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, uses: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: uses + ["LecternTesting"], exclude: exclude, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let tomlKit = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "lectern",
    products: [
        .library(name: "LecternEngine", targets: ["LecternEngine"]),
        .executable(name: "lectern", targets: ["lectern"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    // Lowest level first. A module imports what its line lists, nothing else (LayeringTests reads every import).
    targets: [
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "COpenBLAS"),
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        // Debian's headers of libxml2 lie in a folder of their own; pkg-config knows it.
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(name: "CArchive", linkerSettings: [.linkedLibrary("archive")]),
        .target(name: "CXML", dependencies: ["CLibXML2"]),
        .target(name: "CMarkdown", linkerSettings: [.linkedLibrary("md4c"), .linkedLibrary("md4c-html")]),

        module("Compute", uses: ["CKernels", "COpenBLAS"]),
        module("Generation"),

        module("Remote", uses: ["Generation", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL]),
        module("Documents", uses: ["CArchive", "CXML", "CMarkdown", crypto]),
        module("TerminalUI", uses: ["CNcurses"]),
        module("ModelFormats", uses: ["Compute"]),
        module("Pipelines", uses: ["Generation", "Documents"], resources: [.embedInCode("Prompts")]),
        module("Preferences", uses: ["Generation"]),
        module("Tokenization", uses: ["ModelFormats", "Generation"]),
        module("Storage", uses: ["Generation", "Documents", "Pipelines", "Preferences", grdb]),
        module("Inference", uses: ["CKernels", "Compute", "ModelFormats", "Tokenization", "Generation", crypto]),
        module(
            "LecternEngine",
            uses: [
                "Generation", "Documents", "Pipelines", "Preferences", "Compute", "ModelFormats",
                "Tokenization", "Inference", "Storage", logging,
            ], exclude: ["Resources"]),
        module("Workbench", uses: ["TerminalUI", "LecternEngine", tomlKit]),
        .executableTarget(
            name: "lectern", dependencies: ["Workbench", "LecternEngine", "Remote", argumentParser],
            swiftSettings: strict),
        .executableTarget(
            name: "EngineTour", dependencies: ["LecternEngine"], path: "Examples/EngineTour",
            swiftSettings: strict),

        .target(name: "LecternTesting", path: "Tests/LecternTesting", swiftSettings: strict),
        // Draws and echoes what a test asks for, in a real terminal.
        .executableTarget(
            name: "TerminalProbe", dependencies: ["TerminalUI"], path: "Tests/TerminalProbe",
            swiftSettings: strict),
        tests("LayeringTests", uses: []),
        tests("GenerationTests", uses: ["Generation"]),
        tests("TerminalUITests", uses: ["TerminalUI", "TerminalProbe"], exclude: ["Snapshots"]),
        tests("DocumentsTests", uses: ["Documents"]),
        tests("ModelFormatsTests", uses: ["ModelFormats", "Compute"]),
        tests("PipelinesTests", uses: ["Pipelines", "Generation", "Documents"]),
        tests("PreferencesTests", uses: ["Preferences", "Generation"]),
        tests("TokenizationTests", uses: ["Tokenization", "ModelFormats", "Generation"]),
        tests(
            "StorageTests",
            uses: ["Storage", "Pipelines", "Preferences", "Generation", "Documents", grdb]),
        tests("LecternEngineTests", uses: ["LecternEngine", "Generation"]),
        tests("WorkbenchTests", uses: ["Workbench", "TerminalUI", "LecternEngine"], exclude: ["Snapshots"]),
        tests("EndToEndTests", uses: ["lectern"]),
        tests("RemoteTests", uses: ["Remote", "Generation", nioCore, nioPosix, nioSSL]),
        tests("ComputeTests", uses: ["Compute", "CKernels", "COpenBLAS"]),
        tests(
            "InferenceTests", uses: ["Inference", "Compute", "ModelFormats", "Tokenization", "Generation"]),
    ],
    swiftLanguageModes: [.v6]
)
