/**
 * The looks. A constructable style sheet, so that a page's strict Content-Security-Policy lets it be.
 *
 * Pages theme it by custom properties on the element: `--returns-chat-accent`,
 * `--returns-chat-on-accent`, `--returns-chat-font`, `--returns-chat-size`, `--returns-chat-radius`,
 * `--returns-chat-gap` (distance from the corner), and by `::part()`.
 */

export const sheet = new CSSStyleSheet();

sheet.replaceSync(/* css */ `
:host {
  all: initial;
  color-scheme: light dark;
  --_accent: var(--returns-chat-accent, #0d6e66);
  --_on: var(--returns-chat-on-accent, #fff);
  --_ink: light-dark(var(--_accent), oklch(from var(--_accent) .82 max(c, .08) h));
  --_tint: light-dark(color-mix(in oklab, var(--_accent), #fff 91%), color-mix(in oklab, var(--_accent), #141b19 72%));
  --_back: light-dark(#f5f7f6, #121816);
  --_face: light-dark(#fff, #1c2522);
  --_text: light-dark(#16211f, #e9f0ed);
  --_soft: light-dark(#566461, #a3b3ae);
  --_line: light-dark(#e2e8e6, #2d3835);
  --_edge: light-dark(#84918d, #70807b);
  --_wrong: light-dark(#b3261e, #ffb4ab);
  --_wrong-tint: light-dark(#fdecea, #3b1a17);
  --_wait-tint: light-dark(#fdf4dc, #332a12);
  --_wait: light-dark(#6b4e00, #f2d48a);
  --_radius: var(--returns-chat-radius, 20px);
  --_gap: var(--returns-chat-gap, 24px);
  --_small: 0 1px 2px rgb(10 30 26 / .06), 0 2px 6px rgb(10 30 26 / .05);
  --_large: 0 4px 12px rgb(10 30 26 / .10), 0 18px 50px rgb(10 30 26 / .20);
  display: contents;
  font: 400 var(--returns-chat-size, 16px) / 1.5 var(--returns-chat-font, system-ui, -apple-system,
    "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Hiragino Sans", "Microsoft YaHei",
    "Noto Sans CJK SC", sans-serif);
  color: var(--_text);
  -webkit-text-size-adjust: 100%;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([inline]) { display: block; block-size: 640px; max-block-size: 100dvh; }
:host([hidden]), [hidden] { display: none !important; }

*, ::before, ::after { box-sizing: border-box; }
h2, p, ul, ol, fieldset { margin: 0; padding: 0; border: 0; list-style: none; min-inline-size: 0; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; border: 0; background: none; -webkit-tap-highlight-color: transparent; }
button:disabled { cursor: default; }
img { display: block; }
a { color: var(--_ink); text-underline-offset: .18em; }
.spoken { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.muted { color: var(--_soft); font-size: .875em; }
.icon { inline-size: 1.375em; block-size: 1.375em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.mark { fill: none; stroke: currentColor; stroke-linecap: round; stroke-linejoin: round; inline-size: 1.75em; block-size: 1.75em; flex: none; }
.mark .wood { fill: currentColor; stroke: none; }
.mark .grain { stroke-width: 1.8; stroke-linecap: butt; stroke: var(--_accent); }
.mark .flight { stroke-width: 1.9; opacity: .8; }

:focus { outline: none; }
:focus-visible { outline: 3px solid color-mix(in oklab, var(--_ink), transparent 25%); outline-offset: 2px; }

/* The launcher */
.launcher {
  position: fixed; z-index: 2147483000;
  inset-block-end: max(var(--_gap), env(safe-area-inset-bottom)); inset-inline-end: var(--_gap);
  display: inline-flex; align-items: center; gap: .625em;
  min-block-size: 60px; padding-block: 0; padding-inline: 16px 24px;
  border-radius: 30px; background: var(--_accent); color: var(--_on);
  font-weight: 600; box-shadow: var(--_large);
  transition: transform .18s ease, box-shadow .18s ease;
}
.launcher:hover { transform: translateY(-2px); }
.launcher .mark { transition: rotate .5s cubic-bezier(.3, 1.4, .5, 1); }
.launcher:hover .mark { rotate: -24deg; }
.badge {
  position: absolute; inset-block-start: -6px; inset-inline-end: -4px;
  min-inline-size: 24px; block-size: 24px; padding-inline: 7px; border-radius: 12px;
  background: #b3261e; color: #fff; font-size: 13px; font-weight: 700; line-height: 24px; text-align: center;
  box-shadow: 0 0 0 2px light-dark(#fff, #121816);
}

/* The panel */
.panel {
  position: fixed; z-index: 2147483001;
  inset-block-end: var(--_gap); inset-inline-end: var(--_gap);
  inline-size: min(420px, 100vw - 2 * var(--_gap)); block-size: min(720px, 100dvh - 2 * var(--_gap));
  display: flex; flex-direction: column; overflow: hidden;
  background: var(--_back); color: var(--_text);
  border: 1px solid var(--_line); border-radius: var(--_radius); box-shadow: var(--_large);
  animation: rise .22s ease-out;
}
.inline .panel { position: relative; inset: auto; z-index: 0; inline-size: 100%; block-size: 100%; box-shadow: var(--_small); animation: none; }
.root.inline { block-size: 100%; }
@keyframes rise { from { opacity: 0; transform: translateY(16px); } }

.head {
  position: relative; z-index: 3; flex: none; display: flex; align-items: center; gap: 12px;
  padding-block: 12px; padding-inline: 16px 8px; background: var(--_face); border-block-end: 1px solid var(--_line);
}
.face { inline-size: 44px; block-size: 44px; flex: none; display: grid; place-items: center; border-radius: 14px; background: var(--_accent); color: var(--_on); }
.face .mark { inline-size: 30px; block-size: 30px; }
.titles { flex: 1; min-inline-size: 0; margin-inline-end: -12px; }
.head > .round + .round { margin-inline-start: -12px; }
h2 { font-size: 1.0625em; font-weight: 650; line-height: 1.3; letter-spacing: -.005em; }
.titles p { font-size: .8125em; line-height: 1.35; color: var(--_soft); }
.person .titles p { color: var(--_ink); font-weight: 600; }
.round { inline-size: 44px; block-size: 44px; flex: none; display: grid; place-items: center; padding: 0; border-radius: 50%; transition: background .15s; }
.round.quiet { color: var(--_soft); }
[aria-haspopup="menu"] .icon { stroke-width: 3; }
.round.quiet:hover { background: var(--_tint); color: var(--_ink); }

.notice { flex: none; padding: 10px 16px; font-size: .875em; line-height: 1.4; background: var(--_tint); color: var(--_text); border-block-end: 1px solid var(--_line); }
.notice:empty { display: none; }
.notice.down { background: var(--_wait-tint); color: var(--_wait); }
.notice.failure { background: var(--_wrong-tint); color: var(--_wrong); }

/* The log */
.middle { position: relative; flex: 1; min-block-size: 0; display: flex; }
.log { flex: 1; min-inline-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px; scrollbar-width: thin; scrollbar-color: var(--_edge) transparent; }
.log:focus-visible { outline-offset: -4px; }
.list { display: flex; flex-direction: column; }
.note { align-self: center; max-inline-size: 88%; margin-block: 14px 10px; text-align: center; font-size: .8125em; color: var(--_soft); }
.note:first-child { margin-block-start: 0; }
.note.day { font-weight: 600; }
.note.news { align-self: stretch; max-inline-size: none; display: flex; align-items: center; gap: 12px; color: var(--_ink); font-weight: 600; }
.note.news::before, .note.news::after { content: ""; flex: 1; border-block-start: 1px solid color-mix(in oklab, var(--_ink), transparent 60%); }
.row { display: flex; gap: 8px; margin-block-end: 4px; }
.row.last { margin-block-end: 14px; }
.settled .row { animation: rise .2s ease-out; }
.avatar { flex: none; inline-size: 32px; block-size: 32px; display: grid; place-items: center; border-radius: 50%; color: var(--_ink); }
.first .avatar { background: var(--_tint); }
.avatar .mark { inline-size: 20px; block-size: 20px; }
.avatar .mark .grain { stroke: var(--_tint); }
.avatar .icon { inline-size: 20px; block-size: 20px; }
.mine { flex-direction: row-reverse; }
.mine .avatar, .aside .avatar { display: none; }
.stack { flex: 1; min-inline-size: 0; display: flex; flex-direction: column; align-items: flex-start; }
.mine .stack { align-items: flex-end; padding-inline-start: 40px; }
.said { display: flex; flex-direction: column; gap: 8px; align-items: inherit; max-inline-size: 100%; }
.theirs .said { inline-size: 100%; }
.bubble { position: relative; max-inline-size: 100%; padding: 10px 14px; border-radius: 18px; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--_face); box-shadow: var(--_small); }
.theirs .bubble { border: 1px solid var(--_line); border-start-start-radius: 6px; }
.theirs:not(.first) .bubble { border-start-start-radius: 18px; }
.mine .bubble { background: var(--_accent); color: var(--_on); border-end-end-radius: 6px; }
.agent .bubble { background: var(--_tint); }
.aside .stack { align-items: center; }
.aside .bubble { background: none; border: 0; box-shadow: none; padding-block: 2px; text-align: center; font-size: .875em; color: var(--_soft); }
.foot { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 8px; margin-block-start: 4px; padding-inline: 4px; font-size: .75em; color: var(--_soft); }
.mine .foot { justify-content: flex-end; }
.foot:empty, .answers:empty { display: none; }
.state { display: inline-flex; align-items: center; gap: 4px; }
.state .icon { inline-size: 14px; block-size: 14px; stroke-width: 2.25; }
.state.failed, .problem { color: var(--_wrong); font-weight: 600; }
.foot .problem { flex-basis: 100%; font-weight: 400; text-align: end; }
.rescue { display: flex; flex-wrap: wrap; gap: 4px; }
.rescue button { min-block-size: 32px; padding-inline: 10px; border-radius: 16px; color: var(--_ink); font-weight: 600; text-decoration: underline; text-underline-offset: .2em; }
.typing { margin-block-start: 4px; }
.dots { display: flex; gap: 5px; padding: 15px 16px; border-radius: 18px; background: var(--_face); border: 1px solid var(--_line); box-shadow: var(--_small); }
.dots i { inline-size: 7px; block-size: 7px; border-radius: 50%; background: var(--_soft); animation: nod 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes nod { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; transform: translateY(-3px); } }
.jump { position: absolute; inset-block-end: 12px; inset-inline-end: 16px; inline-size: 44px; block-size: 44px; display: grid; place-items: center; padding: 0; border-radius: 50%; background: var(--_face); color: var(--_ink); border: 1px solid var(--_line); box-shadow: var(--_large); }

/* Answers */
.answers { display: flex; flex-direction: column; gap: 10px; inline-size: 100%; margin-block-start: 10px; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.buttons button, .primary {
  display: inline-flex; align-items: center; justify-content: center; gap: 8px;
  min-block-size: 44px; padding: 8px 16px; border-radius: 22px; text-align: start; line-height: 1.3; font-weight: 600;
  background: var(--_face); color: var(--_ink); border: 1.5px solid color-mix(in oklab, var(--_ink), transparent 45%);
  transition: background .15s, border-color .15s;
}
.buttons button:hover { background: var(--_tint); border-color: var(--_ink); }
.primary, .buttons .primary { background: var(--_accent); color: var(--_on); border-color: var(--_accent); }
.primary:hover, .buttons .primary:hover { background: color-mix(in oklab, var(--_accent), #000 12%); }
.primary:disabled { background: var(--_line); border-color: var(--_line); color: var(--_soft); }
.choices { display: flex; flex-direction: column; gap: 10px; }
.choices > .primary { inline-size: 100%; border-radius: 14px; min-block-size: 48px; }
.total { min-inline-size: 24px; padding-inline: 7px; border-radius: 12px; background: var(--_on); color: var(--_accent); font-size: .8125em; line-height: 24px; text-align: center; }
.total:empty { display: none; }
legend { padding: 0; margin-block-end: 6px; font-size: .8125em; font-weight: 600; color: var(--_soft); }
.cards { display: flex; flex-direction: column; gap: 8px; }
.card { position: relative; overflow: clip; border: 1.5px solid var(--_line); border-radius: 16px; background: var(--_face); box-shadow: var(--_small); transition: border-color .15s, background .15s; }
.card.on { border-color: var(--_ink); background: var(--_tint); }
.card:not(.off, .past, .on):hover { border-color: var(--_edge); }
.card:has(input:focus-visible) { outline: 3px solid color-mix(in oklab, var(--_ink), transparent 25%); outline-offset: 2px; }
.what, .card.past { display: flex; align-items: center; gap: 12px; padding: 10px; }
.what { cursor: pointer; min-block-size: 84px; }
.what input { position: absolute; opacity: 0; inline-size: 1px; block-size: 1px; }
.off .what { cursor: default; }
.off .picture, .off .name { opacity: .6; }
.off { background: none; box-shadow: none; }
.picture { position: relative; flex: none; inline-size: 64px; block-size: 64px; display: grid; place-items: center; overflow: hidden; border-radius: 10px; background: var(--_tint); color: var(--_ink); }
.picture img { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; object-fit: cover; background: var(--_tint); }
.card.past .picture { inline-size: 44px; block-size: 44px; }
.card.past { box-shadow: none; padding: 8px 10px; }
.description { flex: 1; min-inline-size: 0; display: flex; flex-direction: column; align-items: flex-start; gap: 1px; overflow-wrap: anywhere; }
.name { font-weight: 600; line-height: 1.35; }
.remark { font-size: .8125em; line-height: 1.4; color: var(--_text); }
.off .remark { color: var(--_soft); }
.tick { flex: none; inline-size: 24px; block-size: 24px; display: grid; place-items: center; border-radius: 7px; border: 1.5px solid var(--_edge); color: transparent; }
input[type="radio"] ~ .tick { border-radius: 50%; }
.tick .icon { inline-size: 16px; block-size: 16px; stroke-width: 3; }
input:checked ~ .tick { background: var(--_accent); border-color: var(--_accent); color: var(--_on); }
.off .tick { visibility: hidden; }
.stepper { display: none; align-items: center; gap: 4px; padding-block: 0 8px; padding-inline: 12px 8px; }
.on .stepper { display: flex; }
.stepper .muted { flex: 1; }
.stepper output { min-inline-size: 4.5em; text-align: center; font-weight: 600; font-variant-numeric: tabular-nums; }
.stepper button { inline-size: 44px; block-size: 44px; display: grid; place-items: center; padding: 0; border-radius: 50%; background: var(--_face); color: var(--_ink); border: 1px solid var(--_edge); }
.stepper button .icon { inline-size: 18px; block-size: 18px; }
[aria-disabled="true"] { cursor: default; }
.stepper [aria-disabled="true"] { opacity: .4; }
.wants .camera-only { display: none; }
@media (pointer: coarse) { .wants .camera-only { display: inline-flex; } }

/* Papers, photos, and the steps of a case */
.papers, .timeline { inline-size: 100%; }
.papers { display: flex; flex-direction: column; gap: 8px; }
.paper { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 10px 12px; border: 1px solid var(--_line); border-radius: 16px; background: var(--_face); box-shadow: var(--_small); }
.paper .picture { inline-size: 44px; block-size: 44px; }
.follows { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 4px; }
.follow { display: inline-flex; align-items: center; gap: 6px; min-block-size: 44px; padding-inline: 8px; border-radius: 12px; font-size: .9375em; font-weight: 600; text-decoration: none; }
.follow:hover { background: var(--_tint); }
.follow .icon { inline-size: 18px; block-size: 18px; }
.photos { display: flex; flex-wrap: wrap; gap: 6px; justify-content: inherit; }
.mine .photos { justify-content: flex-end; }
.photo { display: block; border-radius: 14px; overflow: hidden; }
.photo img { max-inline-size: 200px; max-block-size: 220px; min-block-size: 60px; min-inline-size: 60px; object-fit: cover; background: var(--_line); }
.timeline { padding: 14px 16px; border: 1px solid var(--_line); border-radius: 16px; background: var(--_face); box-shadow: var(--_small); }
.timeline > .name { margin-block-end: 12px; }
.timeline li { position: relative; display: flex; gap: 12px; padding-block-end: 14px; }
.timeline li:last-child { padding-block-end: 0; }
.timeline li:not(:last-child)::before { content: ""; position: absolute; inset-block: 24px 0; inset-inline-start: 11px; inline-size: 2px; background: var(--_line); }
.timeline li.done:not(:last-child)::before { background: var(--_accent); }
.timeline .name { font-size: .9375em; }
.timeline .ahead .name { font-weight: 400; color: var(--_soft); }
.dot { position: relative; flex: none; inline-size: 24px; block-size: 24px; display: grid; place-items: center; border-radius: 50%; border: 2px solid var(--_edge); background: var(--_face); color: var(--_on); }
.dot .icon { inline-size: 14px; block-size: 14px; stroke-width: 3; }
.done .dot { background: var(--_accent); border-color: var(--_accent); }
.current .dot { border-color: var(--_accent); box-shadow: 0 0 0 4px var(--_tint); }
.current .dot::after { content: ""; inline-size: 10px; block-size: 10px; border-radius: 50%; background: var(--_accent); }
.ahead .dot { border-color: var(--_line); }

/* Writing */
.composer { position: relative; flex: none; padding: 10px 12px max(10px, env(safe-area-inset-bottom)); background: var(--_face); border-block-start: 1px solid var(--_line); }
.line { display: flex; align-items: flex-end; gap: 4px; padding: 3px; border: 1.5px solid var(--_edge); border-radius: 28px; background: var(--_face); transition: border-color .15s, box-shadow .15s; }
.line:focus-within { border-color: var(--_ink); box-shadow: 0 0 0 3px color-mix(in oklab, var(--_ink), transparent 80%); }
textarea { flex: 1; min-inline-size: 0; resize: none; border: 0; background: none; outline: none !important; margin: 0; padding: 10px 4px; min-block-size: 44px; max-block-size: 9.5em; line-height: 24px; font-size: max(1em, 16px); overflow-y: auto; scrollbar-width: thin; }
textarea::placeholder { color: var(--_soft); opacity: 1; }
.send { background: var(--_line); color: var(--_soft); }
.something .send { background: var(--_accent); color: var(--_on); }
.something .send:hover { background: color-mix(in oklab, var(--_accent), #000 12%); }
.send.busy .icon { animation: nod 1.2s infinite; }
.tray { display: flex; gap: 10px; padding-block: 6px 12px; overflow-x: auto; }
.tray li { position: relative; flex: none; inline-size: 92px; }
.tray img { inline-size: 92px; block-size: 92px; object-fit: cover; border-radius: 14px; background: var(--_line); }
.tray .uploading img { opacity: .55; }
.tray .failed img { outline: 2px solid var(--_wrong); outline-offset: -2px; opacity: .55; }
.tray .problem { display: block; margin-block-start: 4px; font-size: .75em; line-height: 1.3; }
.tray progress { position: absolute; inset-block-start: 74px; inset-inline: 8px; inline-size: 76px; block-size: 8px; appearance: none; border: 0; border-radius: 4px; overflow: hidden; background: var(--_face); accent-color: var(--_accent); }
.tray progress::-webkit-progress-bar { background: var(--_face); }
.tray progress::-webkit-progress-value { background: var(--_accent); }
.tray progress::-moz-progress-bar { background: var(--_accent); }
.tray .remove { position: absolute; inset-block-start: -6px; inset-inline-end: -6px; inline-size: 44px; block-size: 44px; display: grid; place-items: start end; padding: 8px; }
.tray .remove .icon { inline-size: 24px; block-size: 24px; padding: 4px; border-radius: 50%; background: var(--_text); color: var(--_face); stroke-width: 2.5; }
.tray .again { min-block-size: 44px; padding: 0; color: var(--_ink); font-size: .8125em; font-weight: 600; text-decoration: underline; }

/* The menu and the question */
.menu { position: absolute; inset-block-start: calc(100% - 6px); inset-inline-end: 12px; z-index: 4; inline-size: max-content; min-inline-size: 240px; max-inline-size: calc(100% - 24px); max-block-size: min(70dvh, 520px); overflow-y: auto; padding: 6px; border: 1px solid var(--_line); border-radius: 16px; background: var(--_face); box-shadow: var(--_large); animation: rise .14s ease-out; }
.menu [role="group"] + [role="group"] { margin-block-start: 6px; padding-block-start: 8px; border-block-start: 1px solid var(--_line); }
.menu .heading { padding: 4px 12px; font-size: .8125em; font-weight: 600; color: var(--_soft); }
.menu button { inline-size: 100%; min-block-size: 44px; display: flex; align-items: center; gap: 12px; padding: 8px 12px; border-radius: 10px; text-align: start; line-height: 1.3; }
.menu button .icon { color: var(--_ink); }
.menu button:hover, .menu button:focus { background: var(--_tint); }
.menu button:focus-visible { outline-offset: -3px; }
.veil { position: absolute; inset: 0; z-index: 5; display: grid; place-items: center; padding: 20px; background: rgb(8 20 17 / .5); animation: fade .15s; }
@keyframes fade { from { opacity: 0; } }
.question { max-inline-size: 340px; padding: 22px; border-radius: 20px; background: var(--_face); box-shadow: var(--_large); }
.question h2 { font-size: 1.125em; }
.question p { margin-block: 8px 18px; color: var(--_soft); }
.question .buttons { justify-content: flex-end; }

/* A phone: the panel is the screen */
@media (max-width: 519px), (max-height: 479px) {
  .launcher { inset-block-end: max(16px, env(safe-area-inset-bottom)); inset-inline-end: 16px; }
  .root:not(.inline) .panel {
    inset-block-start: var(--_above, 0); inset-block-end: auto; inset-inline: 0;
    inline-size: 100%; block-size: var(--_seen, 100dvh); border: 0; border-radius: 0;
  }
  .log { padding-inline: 12px; }
}
@media (max-width: 359px) {
  .face { display: none; }
  .avatar { inline-size: 24px; block-size: 24px; }
  .mine .stack { padding-inline-start: 24px; }
}
@media (pointer: coarse) {
  .rescue button { min-block-size: 44px; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
@media (prefers-contrast: more) {
  :host { --_line: var(--_edge); --_soft: var(--_text); }
}
@media (forced-colors: active) {
  .bubble, .badge, .launcher, .face, .primary, .send, .dots, .photo, .question { border: 1px solid CanvasText; }
  .card.on { border-color: Highlight; }
  input:checked ~ .tick, .done .dot, .current .dot::after { background: Highlight; color: HighlightText; forced-color-adjust: none; }
  .dots i { background: CanvasText; }
  :focus-visible { outline-color: Highlight; }
}
`);
