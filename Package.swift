// swift-tools-version: 6.2
import PackageDescription

// Targets in dependency order: each imports only targets above it. README.md, "Map of the code", says what lives where.
let package = Package(
  name: "revive",
  products: [.executable(name: "revive", targets: ["revive"])],
  targets: [
    .target(name: "COpenBLAS"),
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
    .target(name: "CKernels"),
    .target(name: "CTerminal", linkerSettings: [.linkedLibrary("ncursesw")]),
    .target(name: "CCurl"),

    .target(name: "RunModel"),
    .target(name: "Numerics", dependencies: ["COpenBLAS", "COneDNN", "CKernels"]),
    .target(name: "Files"),
    .target(name: "Hub", dependencies: ["CCurl", "Files"]),
    .target(name: "Tokenizers", dependencies: ["Files"]),
    .target(name: "Checkpoints", dependencies: ["CKernels", "Files", "Tokenizers"]),
    .target(name: "Models", dependencies: ["CKernels", "Numerics", "Checkpoints"]),
    .target(name: "Datasets", dependencies: ["Files"]),
    .target(name: "Spectra", dependencies: ["Numerics", "RunModel"]),
    .target(
      name: "Editing",
      dependencies: ["RunModel", "Numerics", "Files", "Tokenizers", "Checkpoints", "Models", "Datasets"]),
    .target(name: "Evaluation", dependencies: ["RunModel", "Numerics", "Tokenizers", "Models", "Datasets"]),
    .target(name: "Atlas", dependencies: ["Numerics", "Datasets"], resources: [.copy("Resources/atlas")]),
    .target(name: "World", dependencies: ["Numerics", "Datasets"]),
    .target(name: "Locating", dependencies: ["RunModel", "Numerics", "Tokenizers", "Models", "Datasets", "Editing"]),
    .target(name: "Training", dependencies: ["Numerics", "Checkpoints", "Models"]),
    .target(name: "Cells"),
    .target(name: "Charts", dependencies: ["Cells"]),
    .target(
      name: "Engine",
      dependencies: [
        "Numerics", "Files", "Tokenizers", "Checkpoints", "Models", "Datasets", "Spectra", "Editing", "Evaluation",
        "Atlas", "World", "Locating", "RunModel",
      ]),
    .target(
      name: "Bench",
      dependencies: ["Numerics", "Models", "Spectra", "Editing", "Evaluation", "RunModel", "Engine", "Cells"]),

    .target(
      name: "AtlasTools",
      dependencies: [
        "Numerics", "Tokenizers", "Checkpoints", "Datasets", "Models", "Spectra", "Editing", "Evaluation", "Atlas",
        "Training", "RunModel", "Engine",
      ]),

    .target(name: "Monitor", dependencies: ["RunModel", "Cells", "Charts"]),
    .target(name: "Terminal", dependencies: ["CTerminal", "Cells"]),

    .executableTarget(
      name: "revive",
      dependencies: [
        "Numerics", "Files", "Hub", "Tokenizers", "Checkpoints", "Models", "Datasets", "Editing", "Atlas", "World",
        "Locating", "Training", "RunModel", "Engine", "Bench", "AtlasTools", "Cells", "Charts", "Monitor", "Terminal",
      ]),

    // Called by Tests/Fuzz/readers.sh.
    .executableTarget(
      name: "fuzz-readers",
      dependencies: [
        "Numerics", "Files", "Tokenizers", "Checkpoints", "Models", "Datasets", "Editing", "RunModel", "Engine",
        "Cells",
        "Monitor",
      ], path: "Tests/Fuzz", exclude: ["readers.sh"]),

    // Called by Tests/Campaign/campaign.sh, which also compiles what makes things go wrong.
    .executableTarget(
      name: "campaign", dependencies: ["Numerics"], path: "Tests/Campaign", exclude: ["campaign.sh", "faults.c"]),

    // A test target names all that it imports: what it gets by way of another is not compiled anew when that changes.
    .target(name: "OneThread", path: "Tests/OneThread"),
    .target(
      name: "TestSupport", dependencies: ["RunModel", "Numerics", "Tokenizers", "Checkpoints", "OneThread"],
      path: "Tests/Support"),
    .testTarget(name: "NumericsTests", dependencies: ["Numerics", "CKernels", "COpenBLAS", "COneDNN"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(name: "HubTests", dependencies: ["Hub", "TestSupport"]),
    .testTarget(
      name: "TokenizersTests", dependencies: ["Tokenizers", "Files", "Numerics", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(
      name: "CheckpointsTests",
      dependencies: ["Checkpoints", "Numerics", "TestSupport", "CKernels", "Files", "Tokenizers"], exclude: ["Fixtures"]
    ),
    .testTarget(
      name: "ModelsTests", dependencies: ["Models", "Checkpoints", "Numerics", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Files"]),
    .testTarget(name: "SpectraTests", dependencies: ["Spectra", "TestSupport", "RunModel", "Numerics"]),
    .testTarget(
      name: "EditingTests",
      dependencies: [
        "Editing", "Spectra", "TestSupport", "RunModel", "Numerics", "Tokenizers", "Checkpoints", "Models", "Datasets",
      ], exclude: ["Fixtures"]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Evaluation", "Checkpoints", "TestSupport", "RunModel", "Numerics", "Tokenizers", "Models", "Datasets",
      ]),
    .testTarget(name: "AtlasTests", dependencies: ["Atlas", "Models", "Checkpoints", "Numerics", "Datasets"]),
    .testTarget(name: "WorldTests", dependencies: ["World", "Datasets"]),
    .testTarget(
      name: "LocatingTests",
      dependencies: ["Locating", "Checkpoints", "Editing", "Models", "Numerics", "RunModel", "TestSupport"]),
    .testTarget(name: "TrainingTests", dependencies: ["Training", "Checkpoints", "Numerics", "Models"]),
    .testTarget(name: "RunModelTests", dependencies: ["RunModel", "TestSupport"]),
    .testTarget(
      name: "EngineTests",
      dependencies: [
        "Engine", "TestSupport", "RunModel", "Numerics", "Files", "Checkpoints", "Models", "Datasets", "Spectra",
        "Editing", "Evaluation", "Atlas",
      ]),
    .testTarget(
      name: "BenchTests",
      dependencies: [
        "Bench", "Checkpoints", "Evaluation", "TestSupport", "RunModel", "Numerics", "Models", "Editing", "Engine",
      ]),
    .testTarget(
      name: "AtlasToolsTests", dependencies: ["AtlasTools", "Numerics", "Tokenizers", "Models", "Atlas", "Training"]),
    .testTarget(name: "CellsTests", dependencies: ["Cells"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts", "Cells"]),
    .testTarget(
      name: "MonitorTests", dependencies: ["Monitor", "RunModel", "Cells", "Charts"], resources: [.copy("Snapshots")]),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal", "revive", "CTerminal", "Cells"]),
    .testTarget(
      name: "ReviveTests",
      dependencies: [
        "revive", "fuzz-readers", "Checkpoints", "RunModel", "TestSupport", "Numerics", "Files", "Datasets", "Editing",
        "Cells", "Charts", "Engine", "Bench", "Monitor", "Terminal",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
