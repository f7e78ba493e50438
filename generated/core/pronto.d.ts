// Made by `cargo xtask codegen` from src/web/; do not edit.
/* tslint:disable */
/* eslint-disable */

/**
 * The engine in a browser's background.
 */
export class Pronto {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Whether anybody looks at this screen: one that nobody sees holds no stream open.
     */
    attend(attends: boolean): void;
    /**
     * Answers a message of a page or of one of our own screens. `sender` says where it really
     * came from: `{trust: "own"}` or `{trust: "page", document, host, private, card}`.
     */
    message(request: any, sender: any): Promise<any>;
    /**
     * Some store of settings has changed.
     *
     * # Errors
     * When the browser refuses to read its own storage.
     */
    settings_changed(): Promise<void>;
    /**
     * Reads the stores and goes on where the last worker stopped.
     *
     * # Errors
     * When the browser refuses to read its own storage.
     */
    static start(host: any): Promise<Pronto>;
    /**
     * An alarm rang: the worker may just have woken.
     */
    tick(): void;
}

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
