import { IconFilter, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from '../controls/Button.tsx'
import { useKeys } from '../frame/keys.ts'
import { type Problem, check, isPlainText, nameHolds } from './check.ts'
import { type Completion, type Vocabulary, complete } from './completion.ts'
import { keepQuery, pastQueries } from './history.ts'
import { isUnfinished, problemWords } from './problem-words.ts'
import styles from './QueryBox.module.css'
import { QueryMirror } from './QueryMirror.tsx'
import { type KnownKeys, quoteKeys } from './quote-keys.ts'

/** ms without a key after which what was typed is checked. */
const PAUSE = 200

interface QueryBoxProps {
  value: string
  onChange: (filter: string) => void
  vocabulary: Vocabulary
  /** What the server said of the filter, shown when the grammar itself finds nothing wrong. */
  refusal?: string | undefined
}

/**
 * The filter of runs: colors, proposals at the caret, history, and errors where they are. Enter uses it; Escape closes the proposals,
 * then leaves the box, which keeps what was typed.
 */
export function QueryBox({ value, onChange, vocabulary, refusal }: QueryBoxProps): ReactNode {
  const box = useRef<HTMLInputElement>(null)
  const id = useId()
  const [draft, setDraft] = useState(value)
  const [isOpen, setOpen] = useState(false)
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(-1)
  const [scrolled, setScrolled] = useState(0)
  const [submitted, setSubmitted] = useState<string | undefined>()
  const found = useProblem(draft, vocabulary)
  const problem = toldOf(draft, { found, refusal: draft === value ? refusal : undefined, isUsed: draft === value || draft === submitted })
  useEffect(() => setDraft(value), [value])
  useKeys('Runs', [{ keys: '/', does: 'Filter', run: () => box.current?.focus() }])
  const options = isOpen ? optionsOf(draft, caret, vocabulary) : []
  const use = async (text: string): Promise<void> => {
    setDraft(text)
    setOpen(false)
    setAt(-1)
    setSubmitted(text)
    const known = knownOf(vocabulary)
    if (isWrong(await check(text, known))) return
    const filter = quoteKeys(text.trim(), known).text
    keepQuery(filter)
    onChange(filter)
  }
  const pick = (option: Option): void => {
    if (option.whole) return void use(option.insert)
    const text = draft.slice(0, option.from) + option.insert + draft.slice(option.to)
    const to = option.from + option.insert.length
    setDraft(text)
    setAt(-1)
    setCaret(to)
    requestAnimationFrame(() => box.current?.setSelectionRange(to, to))
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!isOpen) return setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt(Math.max(-1, Math.min(options.length - 1, at + step)))
    } else if (event.key === 'Enter' || (event.key === 'Tab' && at >= 0)) {
      event.preventDefault()
      const option = options[at]
      if (option) pick(option)
      else void use((isPlainText(draft) && found?.suggestion) || draft)
    } else if (event.key === 'Escape') {
      if (isOpen && options.length > 0) setOpen(false)
      else box.current?.blur()
    }
  }
  return (
    <div className={styles['query']}>
      <div className={styles['box']} data-wrong={isWrong(problem) || undefined}>
        <IconFilter size={14} className={styles['icon']} aria-hidden="true" />
        <QueryMirror text={draft} problem={problem} scrolled={scrolled} />
        <input
          ref={box}
          role="combobox"
          aria-label="Filter runs"
          aria-expanded={options.length > 0}
          aria-controls={`${id}-options`}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 && options[at] ? `${id}-${at}` : undefined}
          aria-invalid={isWrong(problem)}
          aria-describedby={`${id}-problem`}
          placeholder="metrics.accuracy > 0.9 AND params.model = 'resnet'"
          spellCheck={false}
          autoComplete="off"
          value={draft}
          onChange={(event) => {
            setDraft(event.currentTarget.value)
            setCaret(event.currentTarget.selectionStart ?? 0)
            setAt(-1)
            setOpen(true)
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        {draft !== '' && <Clear onClear={() => void use('')} />}
      </div>
      <div className={styles['below']}>
        <ProblemLine id={`${id}-problem`} problem={problem} onUse={(text) => void use(text)} />
        <OptionList id={id} options={options} at={at} pick={pick} />
      </div>
    </div>
  )
}

/** Messages about a filter: none about mistakes in what is still being typed. */
function toldOf(
  draft: string,
  { found, refusal, isUsed }: { found: Problem | undefined; refusal: string | undefined; isUsed: boolean },
): Problem | undefined {
  if (found && (isUsed || !isUnfinished(draft))) return found
  return refusal === undefined ? undefined : { message: problemWords(refusal, draft), start: 0, end: 0 }
}

const isWrong = (problem: Problem | undefined): boolean => problem !== undefined && !problem.isHint

const Clear = ({ onClear }: { onClear: () => void }): ReactNode => (
  <IconButton size={24} aria-label="Clear the filter" onMouseDown={(event) => event.preventDefault()} onClick={onClear}>
    <IconX size={14} />
  </IconButton>
)

function ProblemLine({ id, problem, onUse }: { id: string; problem: Problem | undefined; onUse: (text: string) => void }): ReactNode {
  const suggestion = problem?.suggestion
  return (
    <div id={id} className={styles['problem']} role="status" data-hint={problem?.isHint || undefined}>
      {problem && <span>{problem.message}</span>}
      {suggestion !== undefined && (
        <button type="button" onClick={() => onUse(suggestion)}>
          Use <code>{suggestion}</code>
        </button>
      )}
    </div>
  )
}

interface Option extends Completion {
  /** Takes the place of the whole filter and is used at once. */
  whole?: boolean
}

/** What is proposed: for words that are no condition runs of that name first; for an empty box what was used before. */
function optionsOf(draft: string, caret: number, vocabulary: Vocabulary): Option[] {
  const whole = (label: string, insert: string, detail: string): Option => ({
    label,
    insert,
    detail,
    from: 0,
    to: draft.length,
    whole: true,
  })
  const named = isPlainText(draft) ? [whole(`Runs whose name holds “${draft.trim()}”`, nameHolds(draft), '')] : []
  const past = draft === '' ? pastQueries().map((text) => whole(text, text, 'used before')) : []
  return [...named, ...past.slice(0, 5), ...complete(draft, caret, vocabulary)]
}

function OptionList({
  id,
  options,
  at,
  pick,
}: {
  id: string
  options: readonly Option[]
  at: number
  pick: (option: Option) => void
}): ReactNode {
  return (
    // No stop of the Tab key, which a browser makes of what scrolls: the list goes away when the focus leaves the box, and would take it along.
    <div
      id={`${id}-options`}
      role="listbox"
      aria-label="Proposals"
      tabIndex={-1}
      className={styles['options']}
      hidden={options.length === 0}
    >
      {options.map((option, index) => (
        <div
          key={`${option.insert} ${option.detail}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          ref={index === at ? showIt : undefined}
          onMouseDown={(event) => {
            event.preventDefault()
            pick(option)
          }}
        >
          <span className="cut">{option.label}</span>
          <span className="dim">{option.detail}</span>
        </div>
      ))}
    </div>
  )
}

// A function of its own with no result: newer browsers answer with a promise, which a ref must not return.
const showIt = (element: HTMLElement | null): void => {
  element?.scrollIntoView({ block: 'nearest' })
}

const knownOf = ({ metrics, params, tags }: Vocabulary): KnownKeys => ({
  metrics: metrics.map(({ key }) => key),
  params: params.map(({ key }) => key),
  tags: tags.map(({ key }) => key),
})

function useProblem(draft: string, vocabulary: Vocabulary): Problem | undefined {
  const [problem, setProblem] = useState<Problem | undefined>()
  useEffect(() => {
    let wanted = true
    const timer = setTimeout(() => void check(draft, knownOf(vocabulary)).then((found) => wanted && setProblem(found)), PAUSE)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [draft, vocabulary])
  // A problem of an older text may lie beyond this one's end.
  return problem && problem.start <= draft.length ? problem : undefined
}
