// Made by `cargo xtask codegen` from src/wire/mod.rs and the types it names. Do not edit.

export type Request = { "kind": "cs_bg_hello", } | { "kind": "cs_bg_find", 
/**
 * Joined text of inline runs; at most [`TEXTS_MAX`], each at most [`TEXT_UNITS_MAX`].
 */
texts: Array<string>, 
/**
 * Links whose `href` is `tel:`, `callto:` or `sip:`.
 */
links: Array<Link>, } | { "kind": "cs_bg_offer", 
/**
 * The same text.
 */
text: string, 
/**
 * First UTF-16 unit of the match.
 */
start: number, 
/**
 * One past the last.
 */
end: number, } | { "kind": "cs_bg_offer_link", 
/**
 * The same link.
 */
link: Link, } | { "kind": "cs_bg_call", 
/**
 * The ticket that came with the offer.
 */
ticket: string, } | { "kind": "cs_bg_not_number", 
/**
 * The ticket that came with the offer.
 */
ticket: string, 
/**
 * On every site, not on this one alone.
 */
everywhere: boolean, } | { "kind": "cs_bg_number_again", 
/**
 * The same ticket.
 */
ticket: string, } | { "kind": "cs_bg_hang_up", 
/**
 * The call.
 */
call: string, } | { "kind": "cs_bg_control", 
/**
 * The call.
 */
call: string, 
/**
 * What.
 */
control: Control, } | { "kind": "cs_bg_ask_whom", 
/**
 * The call.
 */
call: string, } | { "kind": "cs_bg_dismiss", 
/**
 * The call.
 */
call: string, } | { "kind": "ui_bg_status", 
/**
 * Host of the page in front, if there is one.
 */
host?: string, } | { "kind": "ui_bg_preview", 
/**
 * As typed or pasted.
 */
text: string, } | { "kind": "ui_bg_dial", 
/**
 * As typed or pasted.
 */
text: string, 
/**
 * Whether it came from a private window, which leaves no trace.
 */
private: boolean, 
/**
 * The call beside which it is to be placed.
 */
beside?: Beside, } | { "kind": "ui_bg_colleagues", 
/**
 * As it is known, at once; else when the PBX has told it anew.
 */
known: boolean, } | { "kind": "ui_bg_call_colleague", 
/**
 * As in [`Reply::Colleagues`].
 */
extension: Extension, 
/**
 * Whether it came from a private window, which leaves no trace.
 */
private: boolean, 
/**
 * The call beside which it is to be placed.
 */
beside?: Beside, } | { "kind": "ui_bg_ringing", 
/**
 * What.
 */
wish: RingingWish, } | { "kind": "ui_bg_text_draft", 
/**
 * Who gets it, as typed, or a colleague's extension.
 */
to: string, 
/**
 * As typed.
 */
words: string, } | { "kind": "ui_bg_text", 
/**
 * As in the draft.
 */
to: string, 
/**
 * The digits that the person was shown. Where it would go to others, it does not go.
 */
digits: string, 
/**
 * As in the draft.
 */
words: string, } | { "kind": "ui_bg_my_state", 
/**
 * As it is known, at once; else when the PBX has told it anew.
 */
known: boolean, } | { "kind": "ui_bg_set_my_state", 
/**
 * What.
 */
wish: StateWish, } | { "kind": "ui_bg_question", 
/**
 * Its id, from the window's address.
 */
question: string, } | { "kind": "ui_bg_answer", 
/**
 * Its id.
 */
question: string, 
/**
 * Call or not.
 */
call: boolean, } | { "kind": "ui_bg_hang_up", 
/**
 * The call.
 */
call: string, } | { "kind": "ui_bg_control", 
/**
 * The call.
 */
call: string, 
/**
 * What.
 */
control: Control, } | { "kind": "ui_bg_dismiss", 
/**
 * The call.
 */
call: string, } | { "kind": "ui_bg_seen", 
/**
 * Which of the two; nothing is done about others.
 */
at: Rings, 
/**
 * As in [`Incoming`].
 */
id: string, } | { "kind": "ui_bg_log", 
/**
 * What a clock in the PBX's zone shows now, in milliseconds since 1970, as if it showed UTC; 0
 * where there is no such zone.
 */
shows_ms: number, 
/**
 * What it would show had summer time not begun or ended in the last days.
 */
showed_ms: number, 
/**
 * When that was, in milliseconds since 1970.
 */
changed_ms: number, } | { "kind": "ui_bg_messages", 
/**
 * As they are known, at once; else when the PBX has listed them anew.
 */
known: boolean, 
/**
 * As in [`Request::UiBgLog`].
 */
shows_ms: number, } | { "kind": "ui_bg_facilities", 
/**
 * As they are known, at once; else when the PBX has told anew.
 */
known: boolean, } | { "kind": "ui_bg_clear_history", } | { "kind": "ui_bg_options", } | { "kind": "ui_bg_save", 
/**
 * Key to value; keys that are left out stay.
 */
changes: Record<string, unknown>, } | { "kind": "ui_bg_test", 
/**
 * Key to value, over what is stored; nothing is stored.
 */
changes: Record<string, unknown>, } | { "kind": "ui_bg_site", 
/**
 * Host of the page.
 */
host: string, 
/**
 * Whether numbers are looked for there.
 */
on: boolean, };

export type Link = { 
/**
 * Its `href` as written.
 */
href: string, 
/**
 * What a person reads on it.
 */
text: string, };

export type Reply = { "kind": "page", 
/**
 * Whether numbers are looked for here.
 */
on: boolean, 
/**
 * Whether they are underlined.
 */
underline: boolean, 
/**
 * What a click on a `tel:` link does: `button`, `browser` or `dial`.
 */
tel_links: string, 
/**
 * The calls to show, where this document shows the card.
 */
calls: Array<CallView>, } | { "kind": "found", 
/**
 * As many as texts were asked; of each match the first UTF-16 unit, and one past the last.
 */
texts: Array<Array<[number, number]>>, 
/**
 * As many as links were asked.
 */
links: Array<boolean>, } | { "kind": "offered", 
/**
 * Nothing where no number can be called, or not any more.
 */
offer?: Offer, } | { "kind": "placed", 
/**
 * What happens now.
 */
outcome: Outcome, } | { "kind": "done", 
/**
 * What went wrong.
 */
problem?: Problem, } | { "kind": "status", 
/**
 * Calls that are up or just ended.
 */
calls: Array<CallView>, 
/**
 * What rings, or was missed, as [`Push::Incoming`] tells it.
 */
incoming: Array<Incoming>, 
/**
 * The calls that were, as far as they are known, newest first.
 */
history: Array<Past>, 
/**
 * What must be set before a call can be placed.
 */
missing?: Problem, 
/**
 * The person's extension, as set.
 */
extension: string, 
/**
 * What can be done here.
 */
can: Capabilities, 
/**
 * Whether numbers may be looked for on the host that was asked about.
 */
site_on: boolean, } | { "kind": "colleagues", 
/**
 * By extension, without the person who asks.
 */
colleagues: Array<Colleague>, 
/**
 * Those who are called most often, the first of them most.
 */
often: Array<Extension>, 
/**
 * When their states were told, in milliseconds since 1970; absent when they were not.
 */
seen_ms?: number, 
/**
 * Whether the next answer waits, for two seconds at most, until something has changed.
 */
told: boolean, 
/**
 * Why the list is not, or not wholly, as it is now.
 */
problem?: Problem, } | { "kind": "my_state", 
/**
 * As the PBX said last; absent when it has not.
 */
state?: MyState, 
/**
 * Why it is not known, or not what was wanted.
 */
problem?: Problem, } | { "kind": "log", 
/**
 * Newest first.
 */
calls: Array<Past>, 
/**
 * Why the PBX's part of them is missing, old or not whole.
 */
problem?: Problem, } | { "kind": "messages", 
/**
 * As the PBX listed them last; absent when it has not.
 */
lists?: MessageLists, 
/**
 * Why they are not known, or not as they are now.
 */
problem?: Problem, } | { "kind": "facilities", 
/**
 * As the PBX told last; absent when it has not.
 */
facilities?: Facilities, } | { "kind": "preview", 
/**
 * The number as people read it, and the digits that would be sent.
 */
offer?: Dialled, 
/**
 * Why nothing would be.
 */
problem?: Problem, } | { "kind": "draft", 
/**
 * Who would get it.
 */
to?: Dialled, 
/**
 * Their name, where the directory has it.
 */
name?: string, 
/**
 * How much of `most` the words take.
 */
used: number, 
/**
 * How much fits.
 */
most: number, 
/**
 * Why it could not be sent; absent where it could, and where a part of it is still missing.
 */
problem?: Problem, } | { "kind": "question", 
/**
 * The number as people read it, and the digits.
 */
number: Dialled, 
/**
 * Why it is asked.
 */
reasons: Array<Reason>, } | { "kind": "options", 
/**
 * Key to the value in force; secrets are empty or `"set"`.
 */
values: Record<string, unknown>, 
/**
 * Keys that the administrator has set.
 */
locked: Array<string>, 
/**
 * What in the stores could not be read.
 */
problems: Array<Problem>, 
/**
 * Version of the numbering plans' metadata, such as `v9.0.42`.
 */
plans: string, } | { "kind": "saved", 
/**
 * Nothing, or what is wrong, each with its option; then nothing was stored.
 */
problems: Array<Problem>, 
/**
 * Hosts that the browser must be allowed to reach now, `scheme://host[:port]`.
 */
origins: Array<string>, } | { "kind": "tested", 
/**
 * Nothing when all is well.
 */
problem?: Problem, } | { "kind": "refused", 
/**
 * Why.
 */
problem: Problem, };

export type Outcome = { "kind": "calling", 
/**
 * Our id of the call.
 */
call: string, } | { "kind": "asking", 
/**
 * Id of the question.
 */
question: string, } | { "kind": "not_called", 
/**
 * Why; absent when the person said no.
 */
problem?: Problem, };

export type Offer = { 
/**
 * The number and the digits.
 */
dialled: Dialled, 
/**
 * Lets this document, and no other, ask for this call.
 */
ticket: string, 
/**
 * What it looks like without its digits, such as `XX XXXXXX`, where a person may say that this
 * is no phone number.
 */
looks_like?: string, };

export type Dialled = { 
/**
 * Such as `+39 02 189655`.
 */
shown: string, 
/**
 * Such as `002189655`.
 */
digits: string, 
/**
 * Its kind.
 */
class: Class, };

export type Incoming = { 
/**
 * The PBX's name for the call or the message; of a colleague's call the extension.
 */
id: string, 
/**
 * The number as people read it; empty where the PBX does not know it. A colleague's extension.
 */
who: string, 
/**
 * A colleague's name, where the directory has it.
 */
name?: string, 
/**
 * Where it rings, or rang.
 */
at: Rings, 
/**
 * Since when, in milliseconds since 1970.
 */
since_ms: number, 
/**
 * What was written, of a text message.
 */
words?: string, 
/**
 * Whether a notification tells of it.
 */
notify: boolean, 
/**
 * Whether a colleague can be given it.
 */
can_divert: boolean, 
/**
 * Whether it can be made to end.
 */
can_refuse: boolean, };

export type Past = { 
/**
 * The number as people read it; dialling it again reads it anew. Empty where the PBX has none.
 */
shown: string, 
/**
 * A colleague's name.
 */
name?: string, 
/**
 * When it was placed or came, in milliseconds since 1970.
 */
at_ms: number, 
/**
 * How it ended: a key of `_locales` such as `ended_hung_up`.
 */
outcome: string, 
/**
 * How long both talked, in seconds, where the PBX told.
 */
talked_s?: number, 
/**
 * Whether the person's phone was called, and did not call.
 */
incoming: boolean, 
/**
 * Whether the PBX alone has it, and it is not kept on this machine.
 */
only_pbx: boolean, 
/**
 * The PBX's name for it, by which its row is found.
 */
pbx_call?: string, };

export type Push = { "kind": "calls", 
/**
 * Newest last; empty takes the card away.
 */
calls: Array<CallView>, } | { "kind": "incoming", 
/**
 * All of it.
 */
incoming: Array<Incoming>, } | { "kind": "again", } | { "kind": "walk", 
/**
 * Which way.
 */
forward: boolean, } | { "kind": "say", 
/**
 * The sentence.
 */
problem: Problem, };

export type CallView = { 
/**
 * Our id.
 */
id: string, 
/**
 * Where it comes from.
 */
origin: Origin, 
/**
 * The number as the person read it; empty where a caller's is not known.
 */
shown: string, 
/**
 * The digits that went to the PBX; empty where `shown` is.
 */
digits: string, 
/**
 * A colleague's name.
 */
name?: string, 
/**
 * The state's name; its words are `state_…` in `_locales`.
 */
state: CallState, 
/**
 * How it ended or why it failed: a key of `_locales`.
 */
reason?: string, 
/**
 * Since when this state is known, in milliseconds since 1970.
 */
since_ms: number, 
/**
 * From when the timer counts, in milliseconds since 1970.
 */
talk_since_ms?: number, 
/**
 * What went wrong.
 */
problem?: Problem, 
/**
 * Whether "hang up" can be offered.
 */
can_hang_up: boolean, 
/**
 * Whether hanging up is under way.
 */
hanging_up: boolean, 
/**
 * Whether recording can be switched on or off.
 */
can_record: boolean, 
/**
 * Whether it is recorded, or may be.
 */
recording: boolean, 
/**
 * Whether it can be parked, or fetched back where it is parked.
 */
can_park: boolean, 
/**
 * The line on which it is parked, where the PBX told.
 */
park_line?: string, 
/**
 * Whether a second call can be placed beside it.
 */
can_consult: boolean, 
/**
 * The call beside which it was placed, while that is up.
 */
beside?: string, 
/**
 * Whether the call beside it can be put through to whom this one called.
 */
can_transfer: boolean, 
/**
 * Whether it and the call beside it can become one.
 */
can_join: boolean, 
/**
 * What is being asked of the PBX: meanwhile nothing else is.
 */
asking?: Control, 
/**
 * Whether nothing more can happen.
 */
over: boolean, 
/**
 * Whether it was placed from a private window, and leaves no trace once it is over.
 */
private?: boolean, };

export type CallState = "dialling" | "ringing_you" | "ringing_them" | "connected" | "on_the_line" | "parked" | "unknown" | "ended" | "failed" | "sent";

export type Control = "record_on" | "record_off" | "park" | "unpark" | "transfer" | "conference";

export type Reason = { "kind": "emergency" } | { "kind": "premium" } | { "kind": "shared_cost" } | { "kind": "satellite" } | { "kind": "new_country", 
/**
 * Which.
 */
region: Region, } | { "kind": "abroad", 
/**
 * Which, where the number tells.
 */
region?: Region, } | { "kind": "differs", 
/**
 * What the text says.
 */
text: string, 
/**
 * What would be called.
 */
href: string, } | { "kind": "prefix", 
/**
 * Which beginning.
 */
prefix: string, };

export type Away = { 
/**
 * Out of office, and not only busy.
 */
out_of_office: boolean, 
/**
 * Until when, where the PBX says it.
 */
until?: LocalMinute, };

export type Capabilities = { 
/**
 * It tells how a call goes on.
 */
reports: boolean, 
/**
 * It ends a call when asked.
 */
hang_up: boolean, 
/**
 * It records a call, and this person may.
 */
record: boolean, 
/**
 * It parks a call on a line from which any phone of the office can fetch it.
 */
park: boolean, 
/**
 * It puts a call through to whom a second call of the same phone reaches.
 */
transfer: boolean, 
/**
 * It makes one call of two, and this person may.
 */
conference: boolean, 
/**
 * It tells who else is there, and what their phones do.
 */
colleagues: boolean, 
/**
 * It tells what becomes of the person's own calls, and lets it be set.
 */
my_state: boolean, 
/**
 * It gives a call that rings at a colleague's phone to the person's own.
 */
pick: boolean, 
/**
 * It gives a call that rings at the person's phone to a colleague's.
 */
divert: boolean, 
/**
 * It ends a call that rings at the person's phone, and this office wants that.
 */
refuse: boolean, 
/**
 * It lists the person's calls that were, and this office wants them listed.
 */
log: boolean, 
/**
 * It sends text messages, and this person may.
 */
text: boolean, 
/**
 * It lists the person's text messages and voicemail, and this office wants lists. Only a relay asks for
 * them, for whom it knows by the token.
 */
messages: boolean, 
/**
 * It tells how many lines are taken, and which meeting rooms there are.
 */
facilities: boolean, };

export type Colleague = { 
/**
 * Which phone is theirs.
 */
extension: Extension, 
/**
 * As the PBX prints it, "surname name" at a VOIspeed. Not to be taken apart.
 */
name?: string, 
/**
 * Names of the groups that they belong to, in the PBX's order.
 */
groups?: Array<string>, 
/**
 * What their phone does, where that is known.
 */
presence?: Presence, };

export type Extension = string;

export type Facilities = { 
/**
 * In the PBX's order.
 */
trunks: Array<Trunk>, 
/**
 * Why they are missing or old.
 */
trunks_problem?: Problem, 
/**
 * In the PBX's order.
 */
rooms: Array<Room>, 
/**
 * Why they are missing or old.
 */
rooms_problem?: Problem, };

export type LocalMinute = string;

export type Mode = { "kind": "normal" } | { "kind": "voicemail" } | { "kind": "divert", 
/**
 * Where, as the PBX prints it; possibly empty.
 */
to: string, } | { "kind": "pause" } | { "kind": "locked" };

export type MessageLists = { 
/**
 * Text messages of some days.
 */
texts: PbxLines, 
/**
 * Messages in the voicemail.
 */
voicemail: PbxLines, };

export type MyState = { 
/**
 * What the phone does.
 */
presence?: Presence, 
/**
 * What becomes of calls, where the PBX says something that is known.
 */
mode?: Mode, 
/**
 * What keeps the person away.
 */
away?: Away, 
/**
 * What can be set here.
 */
offered: Array<StateKind>, };

export type PbxLines = { 
/**
 * As printed and in the PBX's order, at most [`LINES_MAX`] of at most [`LINE_MAX`] characters, none of
 * them a control character.
 */
lines: Array<string>, 
/**
 * Whether the PBX listed more than these.
 */
more: boolean, 
/**
 * Why the PBX did not list it, or not now.
 */
problem?: Problem, };

export type Presence = "offline" | "free" | "ringing" | "busy" | "paused" | "after_call" | "other";

export type Room = { 
/**
 * What it is about.
 */
description: string, 
/**
 * Whether it is on; nothing where the PBX says what no document explains.
 */
state?: RoomState, 
/**
 * Who made it, as the PBX prints it.
 */
creator: string, 
/**
 * When it begins, in milliseconds since 1970 by the PBX's clock as if it showed UTC.
 */
start_ms?: number, 
/**
 * When it ends, by the same clock.
 */
end_ms?: number, 
/**
 * How many are invited.
 */
people: number, 
/**
 * Who they are; only for who is among them, or made the room.
 */
members?: Array<string>, 
/**
 * What is dialled to enter, such as `0003`; only for who is invited, or made the room.
 */
code?: string, };

export type RoomState = "scheduled" | "running" | "over";

export type StateKind = "normal" | "voicemail" | "divert" | "pause" | "busy";

export type StateWish = { "kind": "normal", } | { "kind": "voicemail", } | { "kind": "divert", 
/**
 * Where, as typed.
 */
to: string, } | { "kind": "pause", } | { "kind": "busy", 
/**
 * What with: 1 to 100 characters.
 */
subject: string, 
/**
 * From when.
 */
from: LocalMinute, 
/**
 * Until when.
 */
until: LocalMinute, } | { "kind": "not_busy", };

export type Trunk = { 
/**
 * Of what kind.
 */
kind: TrunkKind, 
/**
 * The PBX's name for it; empty where it has none.
 */
name: string, 
/**
 * How many lines are taken.
 */
busy: number, 
/**
 * How many there are.
 */
total: number, };

export type TrunkKind = "isdn" | "wan";

export type Class = "fixed_line" | "mobile" | "fixed_line_or_mobile" | "toll_free" | "premium_rate" | "shared_cost" | "voip" | "personal_number" | "pager" | "uan" | "voicemail" | "satellite" | "unknown";

export type Problem = { 
/**
 * Key of the sentence in `_locales`, such as `problem_unreachable`.
 */
message: string, 
/**
 * Key of the option that the person should look at.
 */
field?: string, 
/**
 * What the sentence quotes, at most [`DETAIL_MAX`] characters.
 */
detail?: string, };
