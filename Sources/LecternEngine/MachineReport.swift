import Compute
import Foundation

/// What this machine offers and what is wrong with it, for `lectern doctor`.
public struct MachineReport: Sendable {
    public enum Status: String, Sendable { case ok, warning, problem }

    public struct Check: Sendable, Hashable {
        public let name: String
        public let value: String
        public let status: Status
        /// What to do about it; empty when nothing is wrong.
        public let advice: String

        public init(_ name: String, _ value: String, _ status: Status = .ok, advice: String = "") {
            self.name = name
            self.value = value
            self.status = status
            self.advice = advice
        }
    }

    public var checks: [Check]

    /// Looks at processor, OpenBLAS, folders, library, models and poppler's tools. Writes nothing.
    public init(_ configuration: EngineConfiguration, environment: [String: String]) async {
        checks = Self.processor(configuration)
        checks.append(Self.blas())
        checks += Self.folders(configuration.directories)
        checks.append(await Self.library(configuration))
        checks.append(Self.reading(configuration))
        checks += Self.models(configuration)
        checks += Self.tools(environment)
    }

    private static func processor(_ configuration: EngineConfiguration) -> [Check] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let threads = configuration.threadCount > 0 ? configuration.threadCount : cores
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
        return [
            Check("processor", "\(cores) cores, \(threads) threads compute"),
            Check("kernels", KernelLevel.best.name),
            Check("memory", String(format: "%.1f GB", memory)),
        ]
    }

    private static func blas() -> Check {
        let status = BLAS.status
        guard status.isAvailable else {
            return Check(
                "OpenBLAS", "not found", .warning,
                advice: "Install libopenblas-dev; only training needs it, answers don't.")
        }
        if status.isTrapped {
            return Check(
                "OpenBLAS", "\(status.coreName): its oldest kernels", .warning,
                advice: "Start with OPENBLAS_CORETYPE=\(status.requestedCore) to use those of this processor."
            )
        }
        let asked = status.requestedCore.isEmpty ? "" : ", chosen for this processor"
        return Check("OpenBLAS", "\(status.coreName) kernels\(asked)")
    }

    private static func folders(_ directories: Directories) -> [Check] {
        [
            ("settings", directories.config), ("data", directories.data), ("state", directories.state),
            ("cache", directories.cache),
        ].map { name, url in
            let path = url.path
            // A folder that isn't there yet is made where its nearest parent can be written.
            var parent = url
            while !FileManager.default.fileExists(atPath: parent.path), parent.path != "/" {
                parent = parent.deletingLastPathComponent()
            }
            let exists = FileManager.default.fileExists(atPath: path)
            guard FileManager.default.isWritableFile(atPath: parent.path) else {
                return Check(
                    name, path, name == "data" ? .problem : .warning,
                    advice: "It can't be written. Change its permissions, or name another with LECTERN_HOME.")
            }
            return Check(name, exists ? path : "\(path) (made when needed)")
        }
    }

    private static func library(_ configuration: EngineConfiguration) async -> Check {
        let url = configuration.directories.data.appending(path: "library.sqlite")
        guard FileManager.default.fileExists(atPath: url.path) else { return Check("library", "empty") }
        do {
            let engine = try await Engine(configuration)
            let count = try await engine.documents().count
            return Check("library", "\(count) \(count == 1 ? "document" : "documents")")
        } catch {
            return Check(
                "library", error.errorDescription ?? "can't be opened", .problem,
                advice: error.recoverySuggestion ?? "")
        }
    }

    private static func reading(_ configuration: EngineConfiguration) -> Check {
        let kept = configuration.keptReading
        let format = { (bytes: Int) in String(format: "%.1f MB", Double(bytes) / 1e6) }
        return Check("kept reading", "\(format(kept.bytes)) of at most \(format(kept.byteLimit))")
    }

    private static func models(_ configuration: EngineConfiguration) -> [Check] {
        let library = ModelLibrary(configuration)
        let names = library.entries().map(\.name)
        var checks = [Check("models folder", configuration.directories.data.appending(path: "models").path)]
        do {
            let details = try ModelDetails(configuration.model, configuration: configuration)
            if let problem = details.problem {
                checks.append(
                    Check("model", details.name, .problem, advice: "\(problem) Name another with --model."))
            } else {
                checks.append(Check("model", details.name))
            }
        } catch {
            checks.append(
                Check(
                    "model", error.errorDescription ?? "can't be opened", .problem,
                    advice: error.recoverySuggestion ?? ""))
        }
        checks.append(Check("models", names.isEmpty ? "none" : names.joined(separator: ", ")))
        return checks
    }

    private static func tools(_ environment: [String: String]) -> [Check] {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        let optional = [
            ("qpdf", "Install qpdf to open PDF files that need a password."),
            ("ocrmypdf", "Install ocrmypdf to read scanned pages, when you ask for it."),
        ]
        let needed = ["pdfinfo", "pdftotext", "pdftohtml"].map {
            ($0, "Install poppler-utils to open PDF files.")
        }
        return (needed + optional).map { tool, advice in
            let found = folders.map { "\($0)/\(tool)" }.first(where: FileManager.default.isExecutableFile)
            return Check(
                tool, found ?? "not found", found == nil ? .warning : .ok,
                advice: found == nil ? advice : "")
        }
    }
}
