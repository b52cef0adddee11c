import Foundation
import LecternTesting
import TerminalUI
import Testing

@testable import Workbench

/// Every screen in the themes without colours: what matters must show by shapes and attributes alone.
struct MonoScreensTests {
    enum Screen: String, CaseIterable {
        case library, reader, cite, reward, label, engine, models, settings, help, palette
    }

    static let sizes = [(40, 10), (80, 24), (120, 40), (200, 60)]

    private func stage(_ screen: Screen, _ width: Int, _ height: Int, _ theme: AppEvent) -> Stage {
        switch screen {
        case .library:
            var stage = Stage(width: width, height: height)
            stage.send(.modelStatus(.sample))
            stage.send(.documentsListed([.harbour]))
            return stage
        case .reader:
            var stage = Stage.reading(width: width, height: height)
            stage.press("<Tab>]]")
            return stage
        case .cite: return CiteTests.stage(width: width, height: height)
        case .reward: return RewardTests.stage(width: width, height: height)
        case .label: return LabelTests.stage(width: width, height: height)
        case .engine: return EngineScreenTests.stage(width: width, height: height)
        case .models: return ModelsTests.stage(width: width, height: height)
        case .settings: return SettingsTests.stage(width: width, height: height)
        case .help:
            var stage = Stage.reading(width: width, height: height)
            stage.send(theme)
            stage.press("?")
            return stage
        case .palette:
            var stage = Stage.reading(width: width, height: height)
            stage.send(theme)
            stage.press(":")
            stage.type("cite")
            return stage
        }
    }

    @Test(arguments: Screen.allCases, ["mono", "ascii"])
    func screens(screen: Screen, name: String) throws {
        let folder = Fixture.packageRoot.appending(path: "Themes")
        let theme = try ThemeLoader(folders: [folder]).load(name, depth: .direct).theme
        for (width, height) in Self.sizes {
            let event = AppEvent.themeShown(usesASCII: theme.usesASCII)
            var stage = stage(screen, width, height, event)
            stage.send(event)
            let surface = stage.screen(theme).surface
            let shown = surface.text()
            if theme.usesASCII {
                // Of our own shapes none is left; what is not ASCII is text of documents and models.
                let shapes = Set("─│┌┐└┘━┃┏┓┗┛█░▐▌▏▶▼●…✓–⏎⌫↑↓·▲")
                let left = shown.replacing("␛…", with: "").filter(shapes.contains)
                #expect(left.isEmpty)
            }
            let attributes = surface.styles { style in
                let names = Style.Attributes.names.filter { style.attributes.contains($0.attribute) }.map(
                    \.name)
                return names.isEmpty ? nil : names.joined(separator: " ")
            }
            let text = [shown, String(repeating: "=", count: surface.width), attributes].joined(
                separator: "\n")
            let outcome = try Snapshot(folder: "WorkbenchTests/Snapshots/\(name)").compare(
                text, with: "\(screen.rawValue)-\(width)x\(height)")
            if case .different(let lines) = outcome {
                Issue.record("\(screen.rawValue) \(width)×\(height):\n\(lines)")
            }
            #expect(
                surface.styles { $0.foreground == .clear || $0.foreground == .terminal ? nil : "coloured" }
                    .contains("coloured") == false)
        }
    }
}
