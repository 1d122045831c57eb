import { expect, test } from "vitest";
import { aStep } from "../test/plans";
import { afterEvent, allTyped, checkName, namesToType, range, standingWords } from "./planWords";

test("a plan that fails a check or asks for nothing says so before anything else", () => {
  expect(standingWords({ standing: "made", failing: 1, steps: 3 }).name).toBe("Blocked");
  expect(standingWords({ standing: "made", failing: 0, steps: 0 }).name).toBe("Nothing to do");
  expect(standingWords({ standing: "made", failing: 0, steps: 3 }).name).toBe("Not applied");
  expect(standingWords({ standing: "proved", failing: 1, steps: 3 }).name).toBe("Proved");
});

test("every name is typed, exactly, as often as it is asked for", () => {
  const names = namesToType({ confirm: "fraud", alsoConfirm: [{ name: "Security", because: "protected OU" }, { name: "Security", because: "protected OU" }] });
  expect(names.map(({ name }) => name)).toEqual(["fraud", "Security", "Security"]);
  expect(allTyped(names, ["fraud", "Security"])).toBe(false);
  expect(allTyped(names, ["fraud", "security", "Security"])).toBe(false);
  expect(allTyped(names, ["fraud", "Security", "Security"])).toBe(true);
});

test("what happens to a step changes that step alone", () => {
  const before = [aStep("s1"), aStep("s2")];
  const started = afterEvent(before, { event: "step-started", step: "s1", account: "111122223333", at: 5 });
  expect(started[0]).toMatchObject({ standing: "running", account: "111122223333", started: 5 });
  expect(started[1]).toBe(before[1]);
  const waiting = afterEvent(started, { event: "waiting", step: "s1", state: "IN_PROGRESS", seconds: 3 });
  expect(waiting[0]?.waiting).toBe("IN_PROGRESS");
  const failed = afterEvent(waiting, { event: "step-finished", step: "s1", standing: "failed", requestId: "r-1", message: "EMAIL_ALREADY_EXISTS", at: 9 });
  expect(failed[0]).toMatchObject({ standing: "failed", waiting: null, requestId: "r-1", message: "EMAIL_ALREADY_EXISTS", finished: 9 });
  expect(afterEvent(failed, { event: "proved" })).toBe(failed);
});

test("times and names read well", () => {
  expect(range([1000, 630_000])).toBe("1 s to 10 min 30 s");
  expect(checkName("email-free")).toBe("Email free");
});
