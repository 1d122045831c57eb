import { describe, expect, it } from "vitest";
import { commandsMatching, type Command } from "./commands";

const command = (group: string, text: string): Command => ({ id: text, group, text, run: () => undefined });
const all = [command("Go to", "Trust"), command("Map", "Trust view"), command("Crawl", "Crawl again")];

describe("commands", () => {
  it("are found by words of their text and group, in any order", () => {
    expect(commandsMatching(all, ["trust"]).map(({ text }) => text)).toEqual(["Trust", "Trust view"]);
    expect(commandsMatching(all, ["view", "map"]).map(({ text }) => text)).toEqual(["Trust view"]);
    expect(commandsMatching(all, [])).toEqual(all);
    expect(commandsMatching(all, ["nothing"])).toEqual([]);
  });
});
