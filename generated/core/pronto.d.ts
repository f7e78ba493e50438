// Made by `cargo xtask codegen` from src/web/; do not edit.
/* tslint:disable */
/* eslint-disable */

/** The engine in a browser's background. */
export class Pronto {
  private constructor();
  free(): void;
  static start(host: any): Promise<Pronto>;
  message(request: any, sender: any): Promise<any>;
  tick(): void;
  settings_changed(): Promise<void>;
}

export default function init(module_or_path?: any): Promise<any>;
