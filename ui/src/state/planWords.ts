// How plans, their checks and their steps are told. Pure.
import type { ApplyPhase, JournalOutcome, Plan, PlanCheckStatus, PlanEvent, PlanRow, PlanStanding, StepShown, StepStanding } from "../platform/bindings";
import { duration } from "./words";

/** A state, in words and by a sign of its own: colour alone says nothing. */
export interface StateWords {
  name: string;
  indicator: "success" | "error" | "warning" | "stopped" | "pending" | "in-progress" | "info" | "not-started";
  meaning: string;
}

const standings: Record<PlanStanding, StateWords> = {
  made: { name: "Not applied", indicator: "not-started", meaning: "Nothing of it was begun." },
  applying: { name: "Being applied", indicator: "in-progress", meaning: "Its steps are carried out now." },
  stopped: { name: "Stopped on the way", indicator: "stopped", meaning: "Some of its steps are done. Applied again, it goes on where it was." },
  failed: { name: "A step failed", indicator: "error", meaning: "Steps before it are done. Put right what failed, then retry the step or go on." },
  proved: { name: "Proved", indicator: "success", meaning: "What it asks for was read in AWS afterwards." },
  differs: { name: "Done, and differs", indicator: "warning", meaning: "Every step is done, and AWS shows something else than the plan asks for." },
};

/** The words for how far a plan is. One that cannot be applied, or asks for nothing, says so. */
export function standingWords(row: Pick<PlanRow, "standing" | "failing" | "steps">): StateWords {
  if (row.standing === "made" && row.steps === 0) return { name: "Nothing to do", indicator: "success", meaning: "All is as it was asked for." };
  if (row.standing === "made" && row.failing > 0) return { name: "Blocked", indicator: "error", meaning: "A check fails: nothing can be applied until what it says is done." };
  return standings[row.standing];
}

const steps: Record<StepStanding, StateWords> = {
  open: { name: "To do", indicator: "not-started", meaning: "No call was made." },
  running: { name: "Running", indicator: "in-progress", meaning: "Its call is made, or AWS goes on with it." },
  done: { name: "Done", indicator: "success", meaning: "AWS did it." },
  failed: { name: "Failed", indicator: "error", meaning: "AWS refused it, or it never reached AWS. Nothing was changed by it." },
  unknown: { name: "Outcome not known", indicator: "warning", meaning: "Its call was made, and nobody knows how it ended. AWS is asked before anything else is tried." },
};

/** The words for how far a step is. */
export function stepWords(standing: StepStanding): StateWords {
  return steps[standing];
}

const checks: Record<PlanCheckStatus, StateWords> = {
  fail: { name: "Fails", indicator: "error", meaning: "Nothing is called as long as this does not hold." },
  unknown: { name: "Cannot be told", indicator: "pending", meaning: "It was not read, so it may hold or not. AWS refuses the step if it does not." },
  pass: { name: "Holds", indicator: "success", meaning: "It was read, and holds." },
};

/** The words for how a check ended. */
export function checkWords(status: PlanCheckStatus): StateWords {
  return checks[status];
}

const outcomes: Record<JournalOutcome, StateWords> = {
  intended: { name: "Not known yet", indicator: "pending", meaning: "The call was about to be made, or the program ended before it could tell." },
  succeeded: { name: "Succeeded", indicator: "success", meaning: "AWS did it." },
  failed: { name: "Failed", indicator: "error", meaning: "AWS refused it, or it never reached AWS." },
  unknown: { name: "Outcome not known", indicator: "warning", meaning: "It was made, and nobody knows how it ended." },
  reconciled: { name: "Found done", indicator: "info", meaning: "How it ended was not known. AWS was asked, and it is done." },
};

/** The words for how a call ended. */
export function outcomeWords(outcome: JournalOutcome): StateWords {
  return outcomes[outcome];
}

/** All outcomes, the good ones first. */
export const allOutcomes = ["succeeded", "reconciled", "failed", "unknown", "intended"] as const satisfies readonly JournalOutcome[];

const phases: Record<ApplyPhase, string> = {
  checking: "Reading again what the plan rests on",
  applying: "Carrying out the steps",
  proving: "Reading again what was touched, to prove it",
};

/** What is done about a plan that is applied. */
export function phaseWords(phase: ApplyPhase): string {
  return phases[phase];
}

/** A name like `email-free`, as a title: `Email free`. */
export function checkName(check: string): string {
  const words = check.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How long something takes: `10 s to 3 min`. */
export function range([from, to]: readonly [number, number]): string {
  const least = duration(from).replace(/\.0 s$/, " s");
  return from === to ? least : `${least} to ${duration(to).replace(/\.0 s$/, " s")}`;
}

/** The same of seconds. */
export function secondsRange([from, to]: readonly [number, number]): string {
  return range([from * 1000, to * 1000]);
}

/** A name to type, and why. */
export interface NameToType {
  name: string;
  because: string;
}

/** The names to type before a plan is applied, in their order; one that is asked for twice is typed twice. */
export function namesToType(plan: Pick<Plan, "confirm" | "alsoConfirm">): NameToType[] {
  return [{ name: plan.confirm, because: "it is what changes" }, ...plan.alsoConfirm];
}

/** Whether all of them were typed. */
export function allTyped(names: readonly NameToType[], typed: readonly string[]): boolean {
  return names.every(({ name }, index) => typed[index] === name);
}

/** The steps after something happened to one of them. */
export function afterEvent(all: readonly StepShown[], event: PlanEvent): readonly StepShown[] {
  if (event.event === "proved" || event.event === "differs") return all;
  const change = (step: StepShown): StepShown => {
    switch (event.event) {
      case "step-started":
        return { ...step, standing: "running", account: event.account, started: event.at, finished: null, waiting: null, message: null, requestId: null };
      case "waiting":
        return { ...step, waiting: event.state };
      case "step-finished":
        return { ...step, standing: event.standing, waiting: null, finished: event.at, requestId: event.requestId, message: event.message };
    }
  };
  return all.map((step) => (step.step === event.step ? change(step) : step));
}
