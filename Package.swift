// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target is compiled with these: nothing is implicit, nothing unsafe is silent.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
]

let package = Package(
    name: "tune",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tune", targets: ["tune"]),
        .library(name: "Engine", targets: ["Engine"]),
    ],
    dependencies: [
        // The command line: flags, help, completion.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // SHA-256 of models, calibration files and samples.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // The study: SQLite, every finished trial durable.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS",
            pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"])]
        ),
        .target(name: "CKernels"),
        .target(
            name: "Engine",
            dependencies: ["CKernels"],
            swiftSettings: strict
        ),
        .target(
            name: "Tuner",
            dependencies: [
                "COpenBLAS", "Engine", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "tune",
            dependencies: [
                "Engine", "Tuner",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "TestSupport",
            dependencies: ["Engine", "Tuner"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(
            name: "EngineTests",
            dependencies: ["Engine", "TestSupport"],
            resources: [.copy("Fixtures")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TunerTests",
            dependencies: ["Tuner", "Engine", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TuneTests",
            dependencies: ["tune", "Tuner", "Engine", "TestSupport"],
            swiftSettings: strict
        ),
    ]
)
