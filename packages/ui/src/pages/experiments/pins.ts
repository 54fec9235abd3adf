import { useLocalStorage } from '@mantine/hooks'

/** Identifiers of the experiments that this browser has pinned, and a switch for one. */
export function usePins(): { pins: readonly string[]; toggle: (id: string) => void } {
  const [pins, setPins] = useLocalStorage<string[]>({ key: 'tailrace.pins', defaultValue: [], getInitialValueInEffect: false })
  const toggle = (id: string): void => setPins((before) => (before.includes(id) ? before.filter((pin) => pin !== id) : [...before, id]))
  return { pins, toggle }
}
