// Provisional, by hand after src/wire.rs, until `cargo xtask codegen` writes it.

export type Request =
  | { kind: 'cs_bg_hello' }
  | { kind: 'cs_bg_find', texts: string[], links: Link[] }
  | { kind: 'cs_bg_call', ticket: string }
  | { kind: 'cs_bg_hang_up', call: string }
  | { kind: 'cs_bg_dismiss', call: string }
  | { kind: 'ui_bg_status' }
  | { kind: 'ui_bg_preview', text: string }
  | { kind: 'ui_bg_dial', text: string, private: boolean }
  | { kind: 'ui_bg_question', question: string }
  | { kind: 'ui_bg_answer', question: string, call: boolean }
  | { kind: 'ui_bg_hang_up', call: string }
  | { kind: 'ui_bg_dismiss', call: string }
  | { kind: 'ui_bg_clear_history' }
  | { kind: 'ui_bg_options' }
  | { kind: 'ui_bg_save', changes: Record<string, unknown> }
  | { kind: 'ui_bg_test', changes: Record<string, unknown> }
  | { kind: 'ui_bg_site', host: string, on: boolean };
export type Link = { href: string, text: string };
export type Reply =
  | { kind: 'page', on: boolean, underline: boolean, tel_links: string, calls: CallView[] }
  | { kind: 'found', texts: Found[][], links: (Offer | null)[] }
  | { kind: 'placed', outcome: Outcome }
  | { kind: 'done', problem?: Problem }
  | { kind: 'status', calls: CallView[], history: Past[], missing?: Problem, extension: string, sites_off: string[] }
  | { kind: 'preview', offer?: Dialled, problem?: Problem }
  | { kind: 'question', number: Dialled, reasons: Reason[] }
  | { kind: 'options', values: Record<string, unknown>, locked: string[], problems: Problem[] }
  | { kind: 'saved', problems: Problem[], origins: string[] }
  | { kind: 'tested', problem?: Problem }
  | { kind: 'refused', problem: Problem };
export type Outcome =
  | { kind: 'calling', call: string }
  | { kind: 'asking', question: string }
  | { kind: 'not_called', problem?: Problem };
export type Found = { start: number, end: number, offer: Offer };
export type Offer = { dialled: Dialled, ticket: string };
export type Dialled = { shown: string, digits: string, class: Class };
export type Class = string;
export type Reason = any;
export type Past = { shown: string, name?: string, at_ms: number, outcome: string, talked_s?: number };
export type Push =
  | { kind: 'calls', calls: CallView[] }
  | { kind: 'again' }
  | { kind: 'walk', forward: boolean }
  | { kind: 'say', problem: Problem };
export type Problem = { message: string, field?: string, detail?: string };
export type CallState = 'dialling' | 'ringing_you' | 'ringing_them' | 'connected' | 'on_the_line' | 'unknown' | 'ended' | 'failed' | 'sent';
export type CallView = { id: string, shown: string, digits: string, name?: string, state: CallState, reason?: string, since_ms: number, talk_since_ms?: number, problem?: Problem, can_hang_up: boolean, hanging_up: boolean, over: boolean };
