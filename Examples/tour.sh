#!/usr/bin/env bash
# A tour of the command line on the example documents, with the bundled models and a library of its own.
#
#     Examples/tour.sh [LECTERN] > Examples/tour.txt
set -euo pipefail
cd "$(dirname "$0")/documents"
program=$(cd "$OLDPWD" && realpath "$(command -v "${1:-lectern}")")

LECTERN_HOME=$(mktemp -d)
trap 'rm -rf "$LECTERN_HOME"' EXIT
export LECTERN_HOME LECTERN_ANNOTATOR=anna
lectern() { "$program" "$@"; }

# Shows a command as it is typed, then what it writes.
run() {
  local shown="" word
  for word in "$@"; do
    [[ $word =~ ^[[:alnum:]./=_-]+$ ]] && shown+=" $word" || shown+=" \"$word\""
  done
  printf '\n$%s\n' "$shown"
  "$@" 2>&1
}

say() { printf '\n# %s\n' "$*"; }

say "A library: files of several formats, cut into numbered sentences."
run lectern docs add lighthouse.txt us-constitution.html nist-sp800-63b-digital-identity.md the-time-machine.epub
run lectern docs list
run lectern docs search -q "memorized secret length" -k 2

say "Answers with citations. The bundled model finds sentences and quotes them."
run lectern ask lighthouse.txt -q "When was the lamp lit for the first time?" --judge auto
run lectern ask us-constitution.html -q "What age must a representative have?" --quick

say "Citations and a score for an answer that was written elsewhere."
answer=$LECTERN_HOME/answer.txt
printf 'The first principal keeper was Thomas Arran. He stayed for 22 years.\n' >"$answer"
run lectern cite lighthouse.txt --answer - -q "Who was the first principal keeper?" <"$answer"
run lectern score lighthouse.txt --answer - -q "Who was the first principal keeper?" <"$answer"

say "Several answers to one question, compared blind, line by line, and exported as preference pairs."
run lectern sample lighthouse.txt -q "What did the keepers do during the storm of 1953?" -n 5
run lectern prefs make storm --seed 1
lines=$'/label storm\nfast\na\nb\nt\nstatistics\ndone\n'
run lectern chat <<<"$lines"
run lectern prefs stats
run lectern prefs export --format trl
