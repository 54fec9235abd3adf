import type { Command } from 'commander'
import { type Flag, type CompletionContext, placesOf } from './words.ts'

/** A script that completes the words of a program in a shell. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  const places = placesOf(program)
  const name = program.name()
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](name, places)
}

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const flagNames = ({ long, short }: Flag): string[] => [long, short].filter((flag) => flag !== undefined)

/**
 * The functions of bash and zsh that look a place up, and a flag that takes a value at a place; they fail when there is none.
 * @param found what a place's commands and flags are kept in, as statements
 * @param values the same of what a flag takes
 */
function lookups(
  id: string,
  places: readonly CompletionContext[],
  found: (place: CompletionContext) => string,
  values: (flag: Flag) => string,
): string {
  const table = (name: string, entries: readonly (readonly [key: string, statements: string])[]): string => `_${id}_${name}() {
  case "$1" in
${entries.map(([key, statements]) => `    ${quoted(key)}) ${statements} ;;`).join('\n')}
    *) return 1 ;;
  esac
}`
  const valued = places.flatMap(({ path, flags }) => flags.filter(({ takesValue }) => takesValue).map((flag) => ({ path, flag })))
  return [
    table(
      'words',
      places.map((place) => [place.path, found(place)]),
    ),
    table(
      'values',
      valued.flatMap(({ path, flag }) => flagNames(flag).map((name): [string, string] => [`${path} ${name}`, values(flag)])),
    ),
  ].join('\n')
}

/** Words before the cursor walk down the tree; what is no command, such as a flag and its value, leaves the place as it is. */
function bashScript(name: string, places: readonly CompletionContext[]): string {
  const id = name.replaceAll(/\W/g, '_')
  const found = (place: CompletionContext): string =>
    `commands=${quoted(commandWords(place))} flags=${quoted(place.flags.flatMap(flagNames).join(' '))}`
  return `# Completion of ${name} in bash: source <(${name} completion bash)
${lookups(id, places, found, ({ choices }) => `values=${quoted(choices.join(' '))}`)}
_${id}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" place='' commands='' flags='' values='' word next index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    next="\${place:+$place }$word"
    if [[ "$word" != -* ]] && _${id}_words "$next"; then place="$next"; fi
  done
  if _${id}_values "$place \${COMP_WORDS[COMP_CWORD - 1]}"; then
    if [[ -n "$values" ]]; then COMPREPLY=($(compgen -W "$values" -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi
    return
  fi
  _${id}_words "$place"
  if [[ "$current" == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n "$commands" ]]; then COMPREPLY=($(compgen -W "$commands" -- "$current"))
  else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _${id} ${name}
`
}

const commandWords = ({ commands }: CompletionContext): string => commands.map((command) => command.name).join(' ')

/** Words with what they do, as zsh's _describe wants them: `word:text`, colons of the word escaped. */
function zshScript(name: string, places: readonly CompletionContext[]): string {
  const id = name.replaceAll(/\W/g, '_')
  const described = (words: readonly (readonly [word: string, summary: string])[]): string =>
    words.map(([word, summary]) => quoted(`${word.replaceAll(':', '\\:')}:${summary}`)).join(' ')
  const found = (place: CompletionContext): string => {
    const commands = described(place.commands.map((command) => [command.name, command.summary]))
    const flags = described(place.flags.flatMap((flag) => flagNames(flag).map((word) => [word, flag.summary] as const)))
    return `found=(${commands}); marks=(${flags})`
  }
  return `#compdef ${name}
# Completion of ${name} in zsh: source <(${name} completion zsh)
${lookups(id, places, found, ({ choices }) => `values=(${choices.map(quoted).join(' ')})`)}
_${id}() {
  local place='' word next
  local -a found marks values
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${place:+$place }$word"
    if [[ "$word" != -* ]] && _${id}_words "$next"; then place="$next"; fi
  done
  if _${id}_values "$place \${words[CURRENT-1]}"; then
    if (( \${#values} )); then compadd -a values; else _files; fi
    return
  fi
  _${id}_words "$place"
  if [[ "\${words[CURRENT]}" == -* ]]; then _describe flag marks
  elif (( \${#found} )); then _describe command found
  else _files; fi
}
compdef _${id} ${name}
`
}

/** One line a word; a function says which command stands on the line so far. */
function fishScript(name: string, places: readonly CompletionContext[]): string {
  const id = name.replaceAll(/\W/g, '_')
  const text = (words: string): string => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const known = places.filter(({ path }) => path !== '').map(({ path }) => text(path))
  const lines = places.flatMap((place) => {
    const at = `complete -c ${name} -n ${text(`test "$(__${id}_place)" = "${place.path}"`)}`
    const commands = place.commands.map((command) => `${at} -f -a ${text(command.name)} -d ${text(command.summary)}`)
    const flags = place.flags.map(({ long, short, summary, takesValue, choices }) =>
      [
        at,
        long && `-l ${long.slice(2)}`,
        short && `-s ${short.slice(1)}`,
        takesValue && (choices.length > 0 ? `-x -a ${text(choices.join(' '))}` : '-r'),
        `-d ${text(summary)}`,
      ]
        .filter(Boolean)
        .join(' '),
    )
    return [...commands, ...flags]
  })
  return `# Completion of ${name} in fish: ${name} completion fish | source
function __${id}_place
  set -l known ${known.join(' ')}
  set -l place
  for word in (commandline -opc)[2..]
    set -l next (string join -- ' ' $place $word)
    if contains -- "$next" $known
      set place $next
    end
  end
  echo "$place"
end
${lines.join('\n')}
`
}
