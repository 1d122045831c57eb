// A channel with canned answers, for tests.
import type { Action, Answers, Applied, Apply, Event, Failure, Outcomes, Query } from "../platform/bindings";
import type { Channel } from "../platform/platform";

/** What a request is answered with: the answer, or a failure. */
type Told<Answer> = Answer | Promise<Answer>;
type Queries = { [Name in Query["query"]]?: (query: Extract<Query, { query: Name }>) => Told<Answers[Name]> };
type Deeds = { [Name in Action["action"]]?: (action: Extract<Action, { action: Name }>) => Told<Outcomes[Name]> };
type Changes = { [Name in Apply["apply"]]?: (change: Extract<Apply, { apply: Name }>) => Told<Applied[Name]> };

/** The channel. A question or deed without an answer fails, so that a test says all it relies on. */
export class ChannelDouble implements Channel {
  readonly asked: Query[] = [];
  readonly done: Action[] = [];
  readonly changed: Apply[] = [];
  private readonly listeners = new Set<(event: Event) => void>();

  constructor(
    public answers: Queries,
    public deeds: Deeds = {},
    public changes: Changes = {},
  ) {}

  query<Asked extends Query>(query: Asked): Promise<Answers[Asked["query"]]> {
    this.asked.push(query);
    const answer = this.answers[query.query] as ((query: Query) => Told<Answers[Asked["query"]]>) | undefined;
    return answer ? Promise.resolve(answer(query)) : fail({ code: "other", message: `no answer to ${query.query}` });
  }

  act<Done extends Action>(action: Done): Promise<Outcomes[Done["action"]]> {
    // What is worked out ahead changes nothing that a test could ask about.
    if (action.action === "prepare") return Promise.resolve(null as Outcomes[Done["action"]]);
    this.done.push(action);
    const deed = this.deeds[action.action] as ((action: Action) => Told<Outcomes[Done["action"]]>) | undefined;
    return deed ? Promise.resolve(deed(action)) : fail({ code: "other", message: `no answer to ${action.action}` });
  }

  apply<Changed extends Apply>(change: Changed): Promise<Applied[Changed["apply"]]> {
    this.changed.push(change);
    const made = this.changes[change.apply] as ((change: Apply) => Told<Applied[Changed["apply"]]>) | undefined;
    return made ? Promise.resolve(made(change)) : fail({ code: "other", message: `no answer to ${change.apply}` });
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
