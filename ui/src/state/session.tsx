// What is open and what runs: asked once, then kept current by events. Also what the window has to say for a while.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { ApplyProgress, CrawlProgress, Failure, StatusAnswer, Task } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import { readBefore, withReadBefore, type ReadBefore } from "./resumed";

/** A message. It lies over the window, so it goes by itself; what failed stays until it is dismissed, and what is looked at as long. */
export interface Message {
  id: number;
  type: "success" | "info" | "warning" | "error";
  text: string;
}

/** A task that crawls. */
export type CrawlTask = Task & { progress: { kind: "crawl" | "demo" } & CrawlProgress };
/** A task that applies a plan. */
export type ApplyTask = Task & { progress: { kind: "apply" } & ApplyProgress };

/** The session. */
export interface Session {
  /** Absent until the first answer. */
  status: StatusAnswer | null;
  /** Why the status could not be asked. */
  failure: Failure | null;
  /** The crawls that run, and the one that ended last in this window; the latest last. */
  tasks: readonly CrawlTask[];
  /** The crawl to speak of where there is room for one: the latest that runs, else the one that ended last. */
  task: CrawlTask | null;
  /** The plans that are applied, and the one that ended last in this window; the latest last. */
  applying: readonly ApplyTask[];
  /** The window was told to close while a task runs, and waits for a word. */
  closing: boolean;
  stay: () => void;
  /** Grows when the cache or the crawl shown changes: whatever was asked before is out of date. */
  generation: number;
  messages: Message[];
  refresh: () => Promise<void>;
  tell: (type: Message["type"], text: string) => void;
  dismiss: (id: number) => void;
  /** Crawls again from where the cache was read, or goes on with the crawl that was cut off; gives the task. */
  recrawl: (resume: boolean) => Promise<number>;
  /** Tells what a call was rejected with. */
  tellFailure: (reason: unknown) => void;
}

const MOST_MESSAGES = 4;

const SessionContext = createContext<Session | null>(null);

/** Whether a task is still at work. */
export function isRunning<One extends Task>(task: One | null): task is One & { state: "running" | "cancelling" } {
  return task?.state === "running" || task?.state === "cancelling";
}

function isCrawl(task: Task): task is CrawlTask {
  return task.progress.kind !== "apply";
}

function isApply(task: Task): task is ApplyTask {
  return task.progress.kind === "apply";
}

/** The tasks after one of them moved on; of crawls that ended the last one stays, and so of plans. */
export function withTask(tasks: readonly Task[], task: Task): Task[] {
  const others = tasks.filter((one) => one.id !== task.id && (isRunning(one) || isRunning(task) || isApply(one) !== isApply(task)));
  return [...others, task].sort((a, b) => a.id - b.id);
}

/** Keeps the session. */
export function SessionProvider(props: { children: ReactNode }) {
  const platform = usePlatform();
  const [status, setStatus] = useState<StatusAnswer | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [told, setTasks] = useState<readonly Task[]>([]);
  const [before, setBefore] = useState<ReadonlyMap<number, ReadBefore>>(new Map());
  const [closing, setClosing] = useState(false);
  const [generation, setGeneration] = useState(0);
  const [messages, setMessages] = useState<Message[]>([]);
  const nextId = useRef(1);

  const take = useCallback(
    (asked: Promise<StatusAnswer>) =>
      asked.then(
        (answer) => {
          setStatus(answer);
          setTasks((known) => answer.tasks.reduce(withTask, known));
          setFailure(null);
        },
        (reason: unknown) => setFailure(asFailure(reason)),
      ),
    [],
  );
  // Asked before anything is drawn, so that the answer does not wait for the first drawing.
  const [first] = useState(() => platform.status());
  const refresh = useCallback(() => take(platform.status()), [platform, take]);

  const dismiss = useCallback((id: number) => setMessages((all) => all.filter((one) => one.id !== id)), []);
  const tell = useCallback((type: Message["type"], text: string) => {
    const message = { id: nextId.current++, type, text };
    setMessages((all) => [message, ...all.filter((one) => one.text !== text)].slice(0, MOST_MESSAGES));
  }, []);
  const tellFailure = useCallback((reason: unknown) => tell("error", asFailure(reason).message), [tell]);

  useEffect(() => void take(first), [take, first]);
  useEffect(() => {
    const stop = platform.onEvent((event) => {
      switch (event.event) {
        case "task":
          setTasks((known) => withTask(known, event.task));
          return;
        case "closeAsked":
          setClosing(true);
          return;
        case "cacheChanged":
          setGeneration((last) => last + 1);
          void refresh();
      }
    });
    return stop;
  }, [platform, refresh]);

  const cache = status?.cache;
  const recrawl = useCallback(
    async (resume: boolean) => {
      const known = resume && cache ? readBefore(cache) : null;
      const task = await platform.recrawl(resume);
      if (known) setBefore((all) => new Map(all).set(task, known));
      return task;
    },
    [platform, cache],
  );
  const tasks = useMemo(() => told.filter(isCrawl).map((task) => withReadBefore(task, before.get(task.id))), [told, before]);
  const applying = useMemo(() => told.filter(isApply), [told]);

  const stay = useCallback(() => setClosing(false), []);
  const session = useMemo(
    () => ({ status, failure, tasks, task: tasks.filter((one) => isRunning(one)).at(-1) ?? tasks.at(-1) ?? null, applying, closing, stay, generation, messages, refresh, tell, dismiss, recrawl, tellFailure }),
    [status, failure, tasks, applying, closing, stay, generation, messages, refresh, tell, dismiss, recrawl, tellFailure],
  );
  return <SessionContext.Provider value={session}>{props.children}</SessionContext.Provider>;
}

/** The session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("there is no session above this component");
  return session;
}
