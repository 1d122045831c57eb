import { describe, expect, it } from "vitest";
import { marked, wordsOf } from "./searchWords";

const hits = (text: string, search: string) => marked(text, wordsOf(search)).filter(({ hit }) => hit).map(({ piece }) => piece);

describe("marked words", () => {
  it("are every occurrence of every word, in any case", () => {
    expect(hits("Fraud dev of fraud", "FRAUD dev")).toEqual(["Fraud", "dev", "fraud"]);
  });
  it("are one where they meet or overlap", () => {
    expect(hits("fraud-dev", "fraud- dev ud-d")).toEqual(["fraud-dev"]);
  });
  it("leave the text whole", () => {
    expect(marked("a fraud", ["fraud"]).map(({ piece }) => piece).join("")).toBe("a fraud");
    expect(marked("", ["x"])).toEqual([]);
    expect(hits("İstanbul dev", "dev")).toEqual([]);
  });
});
