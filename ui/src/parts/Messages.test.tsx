import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Platform } from "../platform/platform";
import { PlatformProvider } from "../platform/context";
import { SessionProvider, useSession, type Session } from "../state/session";
import { ChannelDouble } from "../test/double";
import { aStatus } from "../test/samples";
import { Messages, stays } from "./Messages";

/** A session with its messages on the screen, and time that passes when the test says so. */
function open() {
  vi.useFakeTimers();
  const session: { now: Session | null } = { now: null };
  const Listener = () => {
    session.now = useSession();
    return null;
  };
  render(
    <PlatformProvider platform={new Platform(new ChannelDouble({ status: () => aStatus() }))}>
      <SessionProvider>
        <Listener />
        <Messages />
      </SessionProvider>
    </PlatformProvider>,
  );
  const tell: Session["tell"] = (type, text) => {
    act(() => {
      session.now?.tell(type, text);
    });
  };
  // Twice: what goes fades away first.
  const pass = (milliseconds: number) => {
    for (const part of [milliseconds, 1_000]) {
      act(() => {
        vi.advanceTimersByTime(part);
      });
    }
  };
  return { tell, pass, said: (text: string) => screen.queryByText(text) !== null };
}

const WARNING = "Read 90 resources in 4.0 s. 3 units could not be read completely; Coverage says which.";

test("a warning goes by itself, and can be sent away before", () => {
  const { tell, pass, said } = open();
  tell("warning", WARNING);
  expect(said(WARNING)).toBe(true);
  pass(8_000);
  expect(said(WARNING)).toBe(true);
  pass(Number(stays({ type: "warning", text: WARNING })));
  expect(said(WARNING)).toBe(false);
  tell("warning", WARNING);
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  pass(0);
  expect(said(WARNING)).toBe(false);
});

test("what is looked at stays, and what failed stays until it is dismissed", () => {
  const { tell, pass, said } = open();
  tell("info", "a notice");
  tell("error", "it failed");
  fireEvent.mouseEnter(screen.getByTestId("messages"));
  pass(120_000);
  expect(said("a notice")).toBe(true);
  fireEvent.mouseLeave(screen.getByTestId("messages"));
  pass(120_000);
  expect([said("a notice"), said("it failed")]).toEqual([false, true]);
});
