import { expect, test } from 'vitest'
import { relativePath } from './relative.ts'

test.each([
  ['docs/report.md', 'plot.png', 'docs/plot.png'],
  ['docs/report.md', './img/a%20b.png?x=1#top', 'docs/img/a b.png'],
  ['docs/report.md', '../plots/loss.png', 'plots/loss.png'],
  ['report.md', 'plot.png', 'plot.png'],
  ['docs/report.md', '/plots/loss.png', 'plots/loss.png'],
  ['docs/report.md', '100%.png', 'docs/100%.png'],
  ['docs/report.md', '../../secret.png', undefined],
  ['docs/report.md', 'https://example.org/x.png', undefined],
  ['docs/report.md', '//example.org/x.png', undefined],
  ['docs/report.md', 'data:image/png;base64,AA', undefined],
  ['docs/report.md', 'javascript:alert(1)', undefined],
  ['docs/report.md', '', undefined],
  ['docs/report.md', '#part', undefined],
])('in %s: %s', (from, to, path) => expect(relativePath(from, to)).toBe(path))
