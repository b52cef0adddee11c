import LecternEngine
import TerminalUI

extension AppState {
    mutating func pressOverlay(_ key: Key) -> [Effect] {
        switch overlay {
        case .text(let text): return pressText(key, text)
        case .palette(let palette): return pressPalette(key, palette)
        case .chooser(let chooser): return pressChooser(key, chooser)
        case .jobs(let list): return pressJobs(key, list)
        case .confirm(let bar, let confirmation): return pressConfirm(key, bar, confirmation)
        case .prompt(let prompt): return pressPrompt(key, prompt)
        case nil: return []
        }
    }

    private mutating func pressChooser(_ key: Key, _ chooser: Chooser) -> [Effect] {
        var chooser = chooser
        switch key {
        case .escape, "q":
            overlay = nil
            return []
        case .enter:
            overlay = nil
            guard chooser.items.indices.contains(chooser.list.cursor) else { return [] }
            if let sections = chooser.markedSections { return choose(.scope(.sections(sections))) }
            return choose(chooser.items[chooser.list.cursor].choice)
        default:
            if let effects = pressConversation(key, chooser) { return effects }
            if key == " ", pressScopeMark(&chooser) { return [] }
            if let motion = ScrollMotion(key) { chooser.list.move(motion) }
            overlay = .chooser(chooser)
            return []
        }
    }

    private mutating func choose(_ choice: Chooser.Choice) -> [Effect] {
        switch choice {
        case .citation(let reference):
            reader.rememberPlace()
            reader.select(reference, follow: false)
            reader.focus = .answer
            return []
        case .sentence(let sentence):
            reader.rememberPlace()
            reader.goTo(sentence: sentence, .top)
            reader.focus = .source
            return []
        case .judge(let judge): return verifyShown(only: nil, judge)
        case .rewardJudge(let judge): return score(by: judge)
        case .rewardGroup(let index):
            reward.choose(group: index)
            return []
        case .kind(let kind):
            library.kind = kind
            return []
        case .reading(let reading): return read(reading)
        case .labelSet(let name): return [.openLabels(name)]
        case .grouping(let grouping):
            overlay = .prompt(Prompt(.labelSetName(grouping), text: "answers"))
            return []
        case .exportFormat(let format):
            askExportPath(format)
            return []
        case .run(let index):
            engine.runs.show(index)
            return []
        case .kept(let kept):
            askToWipe(kept)
            return []
        case .setting(let setting, let value): return set(setting, toText: value)
        case .conversation(let id):
            return openConversation(id)
        case .answer(let conversation, let answer): return openConversation(conversation, at: answer)
        case .scope(let scope):
            chooseScope(scope)
            return []
        case .document(let tab):
            showDocument(tab)
            return []
        }
    }

    private mutating func pressConfirm(
        _ key: Key, _ bar: ConfirmBar, _ confirmation: Confirmation
    ) -> [Effect] {
        guard let choice = bar.choice(for: key) ?? (key == .enter ? 0 : nil) else { return [] }
        overlay = nil
        guard choice == 0 else {
            if case .recognizeText = confirmation { library.leaveQuestions() }
            return []
        }
        switch confirmation {
        case .quit:
            return (reader.job.map { [.stop($0.id)] } ?? []) + [.quit(0)]
        case .remove(let summary):
            return [.removeDocument(summary)]
        case .wipeKept(let kept): return [.models(.wipe(kept.id, title: kept.title))]
        case .askPasted(let text):
            reader.field.paste(text)
            reader.focus = .field
            return []
        case .recognizeText(let question):
            return answer(question) { $0.recognizesText = true }
        }
    }

    private mutating func pressPrompt(_ key: Key, _ prompt: Prompt) -> [Effect] {
        var prompt = prompt
        if key == .control("c") {
            overlay = nil
            if case .password = prompt.purpose { library.leaveQuestions() }
            return prompt.purpose == .note ? dropNote() : []
        }
        if key == .tab, prompt.purpose == .addFile {
            overlay = .prompt(prompt)
            return [.completePath(prompt.field.text)]
        }
        switch prompt.field.handle(key) {
        case .left:
            overlay = nil
            if case .password = prompt.purpose { library.leaveQuestions() }
            return prompt.purpose == .note ? dropNote() : []
        case .submitted:
            overlay = nil
            return submit(prompt)
        case .changed, .moved, .opensEditor, .ignored:
            let isNewNote = prompt.purpose == .note && prompt.field.text != label.record.note
            prompt.completions = []
            overlay = .prompt(prompt)
            return isNewNote ? note(prompt.field.text, isDraft: true) : []
        }
    }

    private mutating func submit(_ prompt: Prompt) -> [Effect] {
        let text = prompt.field.text
        switch prompt.purpose {
        case .addFile:
            let path = text.trimmingSpace
            return path.isEmpty ? [] : importFiles([path])
        case .filter:
            let words = text.trimmingSpace
            library.filter = words.isEmpty ? nil : words
            return [.listDocuments(matching: library.filter)]
        case .export:
            let path = text.trimmingSpace
            return path.isEmpty ? [] : exportAnswer(to: path)
        case .exportConversation:
            let path = text.trimmingSpace
            return path.isEmpty ? [] : exportConversation(to: path)
        case .renameConversation(let id): return rename(id, to: text)
        case .searchConversations:
            let words = text.trimmingSpace
            return words.isEmpty ? [] : [.searchConversations(words)]
        case .exportRun:
            let path = text.trimmingSpace
            return path.isEmpty ? [] : exportRun(to: path)
        case .annotator:
            let name = text.trimmingSpace
            if !name.isEmpty { label.setAnnotator(name, now: now) }
            return []
        case .note: return note(text, isDraft: false)
        case .labelSetName(let grouping):
            let name = text.trimmingSpace
            return name.isEmpty ? [] : [.makeLabelSet(name, grouping)]
        case .labelExport(let format):
            guard let set = label.labelled?.set else { return [] }
            let path = text.trimmingSpace
            return path.isEmpty ? [] : [.exportLabels(set: set.name, format: format, path: path)]
        case .find:
            reader.find(text)
            if !text.isEmpty, reader.hits.isEmpty {
                say(
                    "“\(text)” is not in \(reader.isAboutSeveral ? "these documents" : "this document")",
                    .warning)
            }
            return []
        case .setting(let setting): return set(setting, toText: text)
        case .themeName(let theme):
            let name = text.trimmingSpace
            return name.isEmpty ? [] : [.copyTheme(from: theme, to: name)]
        case .sentenceNumber: return text.trimmingSpace.isEmpty ? [] : go(toSentence: text.trimmingSpace)
        case .pageLabel: return text.trimmingSpace.isEmpty ? [] : go(toPage: text.trimmingSpace)
        case .password(let question):
            // What is typed is a secret to the byte: white space at its ends counts.
            return text.isEmpty ? [] : answer(question) { $0.password = text }
        case .pages(let path):
            guard let pages = PageRange.read(text) else {
                say("“\(text)” is not a page or a range such as 3-40", .warning)
                return []
            }
            var options = ImportOptions()
            options.pages = pages
            return importFiles([path], options)
        }
    }

    mutating func pathsCompleted(_ prefix: String, _ paths: [String]) {
        guard case .prompt(var prompt)? = overlay, prompt.purpose == .addFile, prompt.field.text == prefix
        else {
            return
        }
        if let common = paths.commonPrefix, common.count > prefix.count { prompt.field.setText(common) }
        prompt.completions = paths.count > 1 ? paths : []
        if paths.isEmpty { say("no such path", .warning) }
        overlay = .prompt(prompt)
    }
}

extension [String] {
    /// The longest beginning that all share; nil when there are none.
    var commonPrefix: String? {
        guard var prefix = first else { return nil }
        for text in dropFirst() { prefix = String(zip(prefix, text).prefix { $0 == $1 }.map(\.0)) }
        return prefix
    }
}
