// The smallest program on the public engine API: adds a file, asks, prints the answer with its evidence.
//
//     swift run EngineTour Examples/documents/FILE "Question?"
import Foundation
import LecternEngine

@main
enum EngineTour {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("usage: EngineTour FILE QUESTION")
            return
        }
        let directories = Directories(environment: ProcessInfo.processInfo.environment)
        let engine = try await Engine(
            EngineConfiguration(
                directories: directories, modelFolders: ShippedResources().folders(.models), keeps: false))
        let document = try await engine.addDocument(at: URL(filePath: arguments[1])).document
        for try await event in engine.ask(Question(arguments[2], about: [document.id])) {
            if case .finished(let answer) = event {
                print(AnswerText.footnoted(answer, documents: [document]))
            }
        }
    }
}
