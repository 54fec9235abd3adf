import { useLocalStorage } from '@mantine/hooks'
import type { OpenFile } from '../read-file.ts'

/** What the user allows the HTML of an experiment, in files and notebooks. */
export type Consent = 'nothing' | 'scripts' | 'network'

/** What is allowed for the experiment or model of a file, kept in the browser. */
export const useConsent = ({ owner }: OpenFile): [consent: Consent, allow: (consent: Consent) => void] => {
  const [consent, allow] = useLocalStorage<Consent>({
    key: `tailrace.scripts ${owner}`,
    defaultValue: 'nothing',
    getInitialValueInEffect: false,
  })
  return [consent, allow]
}
