"""What each shell runs at a Tab: it asks `frontdesk __complete`, and hands the answer on in the shell's own way.

The command is called as it was typed, so that what answers is the Frontdesk that will run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["SCRIPTS"]

_BASH: Final = r"""# Frontdesk's words for bash, 3.2 and newer: source <(frontdesk completion bash)
_frontdesk() {
    local line
    COMPREPLY=()
    while IFS='' read -r line; do
        if [[ $line == ':files' ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        COMPREPLY+=("$line")
    done < <("${1/#\~/$HOME}" __complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _frontdesk frontdesk
"""

_ZSH: Final = r"""#compdef frontdesk
# Frontdesk's words for zsh: source <(frontdesk completion zsh), after compinit
_frontdesk() {
    local line word
    local -a found
    for line in "${(@f)$(${~${(Q)words[1]}} __complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line == ':files' ]]; then
            compset -P '*='
            _files
            return
        fi
        word=${line%%$'\t'*}
        [[ -z $word ]] && continue
        if [[ $line == *$'\t'* ]]; then
            found+=("${word//:/\\:}:${line#*$'\t'}")
        else
            found+=("${word//:/\\:}")
        fi
    done
    _describe -t words 'word' found
}
if [[ $funcstack[1] == _frontdesk ]]; then
    _frontdesk "$@"
else
    compdef _frontdesk frontdesk
fi
"""

_FISH: Final = r"""# Frontdesk's words for fish: frontdesk completion fish > ~/.config/fish/completions/frontdesk.fish
function __frontdesk_words
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($typed[1] __complete fish $typed[2..-1] "$current" 2>/dev/null)
    if test "$found[1]" = ':files'
        set -l flag (string match -r -- '^--[^=]*=' "$current")
        __fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current") | string replace -r -- '^' "$flag"
        return
    end
    printf '%s\n' $found
end
complete -c frontdesk -f -k -a '(__frontdesk_words)'
"""

SCRIPTS: Final[Mapping[str, str]] = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
"""A script for each shell."""
