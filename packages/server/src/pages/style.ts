/** Styles of the built-in pages. Colors follow the system's light or dark setting. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #14181d);
  --raised: light-dark(#f4f6f8, #1d232a);
  --line: light-dark(#d5dbe1, #343d47);
  --ink: light-dark(#1b2127, #e6eaee);
  --quiet: light-dark(#57626d, #a3afba);
  --link: light-dark(#0b5cad, #7ab8ff);
  --good: light-dark(#1b7a3d, #6fd08f);
  --bad: light-dark(#b3261e, #ff9a92);
}
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, sans-serif; background: var(--paper); color: var(--ink); }
body { margin: 0; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.bar { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; padding: 10px 24px; background: var(--raised); border-bottom: 1px solid var(--line); }
.bar .name { font-weight: 650; }
main { max-width: 1360px; margin: 0 auto; padding: 16px 24px 64px; }
h1 { font-size: 24px; line-height: 1.25; margin: 8px 0 4px; overflow-wrap: anywhere; }
h1:focus { outline: none; }
h2 { font-size: 18px; margin: 28px 0 8px; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 20px 0 4px; overflow-wrap: anywhere; }
p { margin: 6px 0; }
.quiet { color: var(--quiet); }
.trail { margin: 0; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; margin: 8px 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: 6px 12px; color: var(--quiet); }
th, td { text-align: left; vertical-align: top; padding: 6px 12px; border-top: 1px solid var(--line); }
thead th { border-top: 0; background: var(--raised); font-weight: 600; white-space: nowrap; }
td { overflow-wrap: anywhere; min-width: 88px; max-width: 560px; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 150px; max-width: 420px; overflow-wrap: anywhere; }
time { white-space: nowrap; }
nav a { margin-right: 16px; }
dl { display: grid; grid-template-columns: minmax(110px, 180px) 1fr; gap: 2px 16px; margin: 8px 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; overflow-x: auto; margin: 8px 0; }
code.path { overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0; }
input, select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px; }
input { flex: 1 1 220px; min-width: 0; }
button { background: var(--raised); cursor: pointer; }
.problem { border: 1px solid var(--bad); border-radius: 6px; padding: 10px 14px; margin: 12px 0; overflow-wrap: anywhere; }
.state-FINISHED, .state-READY { color: var(--good); }
.state-FAILED, .state-KILLED { color: var(--bad); }
ul.files, ul.files ul { list-style: none; margin: 0; padding: 0; }
ul.files ul { padding-left: 18px; border-left: 1px solid var(--line); margin-left: 6px; }
ul.files li { padding: 2px 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.method { display: inline-block; min-width: 60px; font-weight: 650; }
.endpoint { border-top: 1px solid var(--line); padding: 4px 0 12px; }
.index { columns: 280px; padding-left: 18px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--paper); padding: 6px 12px; }
@media (max-width: 640px) {
  main { padding: 12px 12px 48px; }
  .bar { padding: 10px 12px; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 6px; }
}
`
