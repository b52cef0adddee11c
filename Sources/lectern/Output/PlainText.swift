import TerminalUI

/// Text from outside on its way to a person's terminal or pipe: control sequences can't pass.
///
/// Line feeds and tabs stay, since a pipe wants them; everything else goes through the same gate as the screen.
func plain(_ untrusted: String) -> String {
    untrusted.split(separator: "\n", omittingEmptySubsequences: false)
        .map { SafeText(untrusted: String($0)).string }
        .joined(separator: "\n")
}
