import TerminalUI

/// Text from outside on its way to a person's terminal or pipe: control sequences can't pass.
///
/// Line feeds and tabs stay, since a pipe wants them; everything else goes through the same gate as the screen, but
/// whole escape sequences leave no mark.
func plain(_ untrusted: String) -> String { SafeText(untrusted: untrusted).plainString }
