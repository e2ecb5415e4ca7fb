/** How the page of an evidence pack looks: the console's colours, on paper black on white. */

export const evidenceStyle = `
:root { color-scheme: light dark; --bg: #fff; --text: #0f172a; --text-2: #475569; --line: #e3e8ef; --sunken: #f1f4f8; --good: #116932;
  --bad: #b91c1c; --agent: #4338ca; --customer: #0d647b; }
@media (prefers-color-scheme: dark) { :root { --bg: #10161f; --text: #e6ebf2; --text-2: #a9b5c6; --line: #303c4e; --sunken: #0b1018;
  --good: #4ade80; --bad: #f98080; --agent: #a5b4fc; --customer: #67d8ef; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; background: var(--bg); color: var(--text);
  font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: .95rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0; }
.dim, dt, th, time { color: var(--text-2); }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: .86em; }
pre { margin: .25rem 0; padding: .5rem .75rem; max-height: 22rem; overflow: auto; white-space: pre-wrap; background: var(--sunken);
  border: 1px solid var(--line); border-radius: 6px; }
table { width: 100%; border-collapse: collapse; font-size: .93em; }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 500; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); }
.turn { display: grid; grid-template-columns: 4rem 1fr; gap: 0 .75rem; margin: .5rem 0; }
.turn p { white-space: pre-wrap; }
.agent b { color: var(--agent); } .customer b { color: var(--customer); }
.words { white-space: pre-wrap; }
.banner { padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--sunken); }
summary { cursor: pointer; }
a { color: inherit; }
@media print { :root { --bg: #fff; --text: #000; --text-2: #333; --line: #bbb; --sunken: #fff; --good: #000; --bad: #000; --agent: #000;
  --customer: #000; } body { max-width: none; padding: 0; font-size: 10.5pt; } pre { max-height: none; } h2, h3 { break-after: avoid; }
  tr, .turn { break-inside: avoid; } details::details-content { content-visibility: visible; display: block; } }
`;
