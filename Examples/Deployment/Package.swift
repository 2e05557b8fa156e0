// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "Deployment",
    platforms: [.macOS(.v15)],
    // In a project of your own: .package(url: "...", from: "0.1.0").
    dependencies: [.package(name: "tune", path: "../..")],
    targets: [
        .executableTarget(
            name: "Deployment", dependencies: [.product(name: "Engine", package: "tune")])
    ]
)
