import TerminalUI

print(CellWidth.unicodeVersion)
