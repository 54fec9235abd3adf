import { useLocalStorage } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { CopyButton } from './CopyButton.tsx'
import styles from './Snippets.module.css'
import { Segments } from './Segments.tsx'

/** Code in several languages, one shown, to copy; the reader's language is kept. */
export function Snippets({ texts }: { texts: Readonly<Record<'Python' | 'TypeScript' | 'curl', string>> }): ReactNode {
  const [language, setLanguage] = useLocalStorage<keyof typeof texts>({
    key: 'tailrace.snippets',
    defaultValue: 'Python',
    getInitialValueInEffect: false,
  })
  return (
    <div>
      <Segments
        aria-label="Language"
        value={language}
        onChange={(value) => setLanguage(value)}
        data={['Python', 'TypeScript', 'curl'] as (keyof typeof texts)[]}
      />
      <div className={styles['code']}>
        <pre tabIndex={0} aria-label={`${language} code`}>
          {texts[language]}
        </pre>
        <div className={styles['copy']}>
          <CopyButton text={texts[language]} what="code" />
        </div>
      </div>
    </div>
  )
}
