// A channel with canned answers, for tests.
import type { Action, Event, Failure, Query } from "../platform/bindings";
import type { Channel } from "../platform/platform";

type Answers = { [Name in Query["query"]]?: (query: Extract<Query, { query: Name }>) => unknown };
type Deeds = { [Name in Action["action"]]?: (action: Extract<Action, { action: Name }>) => unknown };

/** The channel. A question or deed without an answer fails, so that a test says all it relies on. */
export class ChannelDouble implements Channel {
  readonly asked: Query[] = [];
  readonly done: Action[] = [];
  private readonly listeners = new Set<(event: Event) => void>();

  constructor(
    public answers: Answers,
    public deeds: Deeds = {},
  ) {}

  query(query: Query): Promise<unknown> {
    this.asked.push(query);
    const answer = this.answers[query.query] as ((query: Query) => unknown) | undefined;
    return answer ? Promise.resolve(answer(query)) : fail({ code: "other", message: `no answer to ${query.query}` });
  }

  act(action: Action): Promise<unknown> {
    this.done.push(action);
    const deed = this.deeds[action.action] as ((action: Action) => unknown) | undefined;
    return deed ? Promise.resolve(deed(action)) : fail({ code: "other", message: `no answer to ${action.action}` });
  }

  onEvent(callback: (event: Event) => void) {
    this.listeners.add(callback);
    return () => void this.listeners.delete(callback);
  }

  /** Tells the window something. */
  emit(event: Event): void {
    for (const listener of this.listeners) listener(event);
  }
}

/** Fails as the shell does: with a plain object. */
export function fail(failure: Failure): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  return Promise.reject(failure);
}
