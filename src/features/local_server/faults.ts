/** The fault rules in force, with their counters. */
import { type FaultRule, matchesFault } from "./fault_rule.ts";

/** A rule and what became of it. */
export interface FaultState {
  readonly id: number;
  readonly rule: FaultRule;
  /** Requests that matched while it was looked at. */
  readonly matched: number;
  /** How often it acted. */
  readonly acted: number;
}

export class Faults {
  #states: FaultState[] = [];
  #lastId = 0;

  add(rule: FaultRule): FaultState {
    const state = { id: ++this.#lastId, rule, matched: 0, acted: 0 };
    this.#states.push(state);
    return state;
  }

  clear(): void {
    this.#states = [];
  }

  list(): readonly FaultState[] {
    return this.#states;
  }

  /** The first rule, in the order given, that acts on this request; counts what it looked at. */
  take(request: { readonly method: string; readonly path: string }): FaultRule | undefined {
    for (const [index, state] of this.#states.entries()) {
      const { rule } = state;
      if (!matchesFault(rule, request)) continue;
      const matched = state.matched + 1;
      const acts = matched > rule.after &&
        (rule.times === undefined || state.acted < rule.times);
      this.#states[index] = { ...state, matched, acted: state.acted + (acts ? 1 : 0) };
      if (acts) return rule;
    }
    return undefined;
  }
}
