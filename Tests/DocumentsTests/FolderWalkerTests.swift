import Documents
import Foundation
import LecternTesting
import Testing

struct FolderWalkerTests {
    @Test func foldersGiveTheirDocuments() throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let manager = FileManager.default
        try manager.createDirectory(
            at: folder.appending(path: "b/.hidden"), withIntermediateDirectories: true)
        for name in ["z.txt", "a.MD", "b/c.pdf", "b/.hidden/d.txt", ".e.txt", "f.exe", "b/g"] {
            try Data("x".utf8).write(to: folder.appending(path: name))
        }
        // A link back to the top would never end.
        try manager.createSymbolicLink(at: folder.appending(path: "b/loop"), withDestinationURL: folder)
        try manager.createSymbolicLink(
            at: folder.appending(path: "link.txt"), withDestinationURL: folder.appending(path: "z.txt"))
        let found = try FolderWalker.files(in: folder)
        #expect(found.map { $0.url.lastPathComponent } == ["a.MD", "c.pdf", "z.txt"])
        #expect(found.allSatisfy { $0.size == 1 })
        #expect(try FolderWalker.files(in: folder, limit: 1).count == 1)
        #expect(try FolderWalker.files(in: folder, stopWhen: { true }).isEmpty)
    }

    @Test func whatIsNoFolderIsSaidToBe() throws {
        #expect(throws: DocumentError.notFound(file: "/no/such/folder")) {
            try FolderWalker.files(in: URL(filePath: "/no/such/folder"))
        }
        let file = Fixture.packageRoot.appending(path: "Package.swift")
        #expect(throws: DocumentError.notAFolder(file: file.path)) {
            try FolderWalker.files(in: file)
        }
    }
}
