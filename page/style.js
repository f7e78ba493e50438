// How Pronto looks in a page.
//
// Nothing of the page gets in: every property of the host is `!important` in our own sheet, which
// beats the page's inline styles; no custom property is used, because a page can register those;
// and the only fonts are generic names, because a page can give `Arial` other digits.

/**
 * An element of ours in a page of others: without size, and deaf to the page's styles. Its popovers have no
 * backdrop: Chromium takes one for a cover of all beneath it, and the card would cover the button.
 */
export const HOST_CSS = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: 0 auto auto 0 !important;
  width: 0 !important;
  height: 0 !important;
  direction: ltr !important;
  color-scheme: light dark !important;
  forced-color-adjust: auto !important;
}
[popover]::backdrop { display: none; }
`;

const SHARED = `${HOST_CSS}
:host *, :host *::before, :host *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, dialog, section, div, p, h2, span, output, bdi {
  all: unset;
  box-sizing: border-box;
}
section, div, p, h2 { display: block; }
bdi { unicode-bidi: isolate; }
button { cursor: pointer; user-select: none; }
button[aria-disabled="true"], button:disabled { cursor: default; }
svg { width: 1em; height: 1em; fill: currentcolor; flex: none; }
.call, .card, .toast, .dialog {
  font: 14px/1.35 system-ui, sans-serif;
  pointer-events: auto;
  color: light-dark(#17211c, #eef3f0);
  background: light-dark(#ffffff, #202723);
  border: 1px solid light-dark(#c3cec8, #47524c);
  border-radius: 12px;
  box-shadow: 0 6px 24px rgb(0 0 0 / 22%), 0 1px 3px rgb(0 0 0 / 18%);
}
:focus-visible { outline: 3px solid light-dark(#0b6bd3, #7db8ff); outline-offset: 2px; }
.live {
  position: fixed;
  inset: 0 auto auto 0;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
`;

const CALL = `
.call {
  position: fixed;
  inset: auto;
  margin: 0;
  max-width: min(360px, calc(100vw - 8px));
  min-height: 36px;
  padding: 6px 14px 6px 10px;
  display: none;
  align-items: center;
  gap: 9px;
  border-color: transparent;
  border-radius: 18px;
  color: #ffffff;
  background: light-dark(#0a6b41, #0f7346);
  overflow: visible;
}
.call:popover-open, .dialog .call { display: inline-flex; }
.dialog .call { position: static; }
.refuse {
  position: fixed;
  inset: auto;
  margin: 0;
  width: 30px;
  height: 30px;
  border: 1px solid light-dark(#c3cec8, #47524c);
  border-radius: 15px;
  align-items: center;
  justify-content: center;
  display: none;
  font: 16px/1 system-ui, sans-serif;
  pointer-events: auto;
  background: light-dark(#ffffff, #202723);
  color: light-dark(#42504a, #b9c6bf);
}
.refuse:popover-open { display: inline-flex; }
.refuse:hover { background: light-dark(#e6ece9, #333d38); }
.call:hover { background: light-dark(#085833, #12814f); }
.call:active { background: light-dark(#06482a, #0c5f3a); }
.call[aria-disabled="true"] { background: light-dark(#4c5f55, #43544b); }
.call svg { font-size: 18px; }
.call .lines { display: flex; flex-direction: column; min-width: 0; }
.call .first { font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.call .second { font-size: 12px; line-height: 1.25; overflow-wrap: anywhere; }
.dialog {
  position: fixed;
  inset: 0;
  margin: auto;
  width: fit-content;
  height: fit-content;
  max-width: calc(100vw - 32px);
  padding: 20px;
  display: none;
}
.dialog[open] { display: block; }
.dialog::backdrop { background: rgb(0 0 0 / 35%); }
.dialog h2 { font-size: 16px; font-weight: 650; margin-bottom: 14px; }
.dialog .row { display: flex; gap: 10px; align-items: center; flex-wrap: wrap; }
.dialog.of-card { inset: auto 16px 16px auto; margin: 0; padding: 0; border: 0; background: none; box-shadow: none; }
.plain {
  min-height: 36px;
  padding: 6px 14px;
  border: 1px solid light-dark(#8b9a92, #66756d);
  border-radius: 18px;
  text-align: center;
}
.plain:hover { background: light-dark(#eef3f0, #2d3631); }
`;

const CARD = `
.card {
  position: fixed;
  inset: auto 16px 16px auto;
  margin: 0;
  padding: 0;
  width: 320px;
  max-width: calc(100vw - 16px);
  max-height: calc(100vh - 32px);
  overflow: auto;
  display: none;
}
.card:popover-open, .of-card .card { display: block; }
.of-card .card { position: static; }
.card.small { width: fit-content; border-radius: 20px; }
.one { padding: 12px 14px 14px; border-inline-start: 5px solid light-dark(#8b9a92, #66756d); }
.one + .one { border-block-start: 1px solid light-dark(#dde4e0, #38423d); }
.one[data-state^="ringing"], .one[data-state="dialling"], .one[data-state="parked"] { border-inline-start-color: light-dark(#c77700, #ffb54d); }
.one[data-state="connected"], .one[data-state="on_the_line"], .one[data-state="sent"] { border-inline-start-color: light-dark(#0a7a49, #4bd195); }
.one[data-state="failed"], .one[data-state="unknown"] { border-inline-start-color: light-dark(#b3261e, #ff8a80); }
.top { display: flex; align-items: center; gap: 8px; min-height: 28px; }
.state { flex: 1; font-weight: 600; }
.timer { font-variant-numeric: tabular-nums; color: light-dark(#42504a, #b9c6bf); }
.number { font-size: 19px; font-weight: 650; margin-block: 2px; overflow-wrap: anywhere; }
.name { color: light-dark(#42504a, #b9c6bf); overflow-wrap: anywhere; }
.problem { margin-block-start: 8px; overflow-wrap: anywhere; color: light-dark(#8c1d16, #ffb4ab); }
.recording { font-weight: 600; color: light-dark(#b3261e, #ff8a80); }
.controls { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 12px; }
.controls .plain { flex: 1; padding-inline: 10px; white-space: nowrap; }
.controls [aria-disabled="true"] { color: light-dark(#5d6a63, #a3b0a9); border-style: dashed; }
.round {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  width: 28px;
  height: 28px;
  border-radius: 14px;
  color: light-dark(#42504a, #b9c6bf);
}
.round:hover { background: light-dark(#e6ece9, #333d38); }
.hang-up {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 8px;
  margin-block-start: 12px;
  min-height: 38px;
  width: 100%;
  border-radius: 19px;
  font-weight: 600;
  color: #ffffff;
  background: light-dark(#b3261e, #c5372e);
}
.hang-up svg { font-size: 18px; transform: rotate(135deg); }
.hang-up:hover { background: light-dark(#951c15, #d03f35); }
.hang-up:disabled { background: light-dark(#75685f, #5c524b); }
.small .one { padding: 6px 8px 6px 12px; }
.small .problem, .small .name, .small .controls, .small .hang-up { display: none; }
.small .number { font-size: 14px; margin: 0; }
.small .one { display: flex; flex-direction: row-reverse; align-items: center; gap: 10px; }
.small .top { min-height: 0; }
.toast {
  position: fixed;
  inset: auto 16px 16px auto;
  margin: 0;
  width: 320px;
  max-width: calc(100vw - 16px);
  padding: 12px 8px 12px 14px;
  display: none;
  align-items: start;
  gap: 8px;
  border-inline-start: 5px solid light-dark(#b3261e, #ff8a80);
}
.toast:popover-open { display: flex; }
.toast.calm { border-inline-start-color: light-dark(#0a7a49, #4bd195); }
.toast .said { flex: 1; min-width: 0; }
.toast p { overflow-wrap: anywhere; }
.toast .choices { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 10px; }
@media (max-width: 419px) {
  .card, .toast, .dialog.of-card { inset: auto 8px 8px 8px; width: auto; }
  .card.small { inset-inline-start: auto; }
  .small .one { flex-flow: row-reverse wrap; justify-content: flex-end; }
}
@media (forced-colors: active) {
  .call, .hang-up, .plain, .round, .refuse { border: 1px solid ButtonText; }
  .one { border-inline-start-color: Highlight !important; }
}
@media (prefers-reduced-motion: no-preference) {
  .one[data-state^="ringing"] .ring { animation: ring 1.2s ease-in-out infinite; }
}
.ring { display: inline-flex; font-size: 16px; }
@keyframes ring {
  0%, 60%, 100% { transform: rotate(0deg); }
  10%, 30%, 50% { transform: rotate(-14deg); }
  20%, 40% { transform: rotate(14deg); }
}
`;

/** The sheet of our own shadow root. */
export const OVERLAY_CSS = SHARED + CALL + CARD;
