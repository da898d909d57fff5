/** The environment with what `.env` files added, and who said what. */
import type { Env } from "../system/mod.ts";
import type { Found } from "./model.ts";

/** Variables that know where they come from. */
export interface Variables extends Env {
  /** All places that give the variable a text, strongest first. */
  mentions(name: string): readonly Found[];
}

/** A process environment on which `.env` files are laid one variable at a time. */
export class LayeredVariables implements Variables {
  readonly #process: Env;
  readonly #mentions = new Map<string, Found[]>();

  constructor(process: Env) {
    this.#process = process;
  }

  get(name: string): string | undefined {
    const mentions = this.#mentions.get(name);
    return mentions === undefined ? this.#process.get(name) : mentions[0]?.text;
  }

  all(): Record<string, string> {
    const all = this.#process.all();
    for (const name of this.#mentions.keys()) {
      const text = this.get(name);
      if (text !== undefined) all[name] = text;
    }
    return all;
  }

  mentions(name: string): readonly Found[] {
    const mentions = this.#mentions.get(name);
    if (mentions !== undefined) return mentions;
    const text = this.#process.get(name);
    return text === undefined ? [] : [{ text, origin: { kind: "env", where: name, name } }];
  }

  /** Adds what a file says: above everything known so far, or below it. */
  add(found: Found & { readonly origin: { readonly name: string } }, above: boolean): void {
    const { name } = found.origin;
    const known = this.mentions(name);
    this.#mentions.set(name, above ? [found, ...known] : [...known, found]);
  }
}
