import { expect, test } from "vitest";
import type { JsonValue } from "../platform/bindings";
import { pieces, policyBlocks } from "./policyLines";

const statements: JsonValue[] = [{ Sid: "A", Effect: "Allow" }, { Effect: "Deny", Action: ["a:*"] }];

test("each statement is a block of its own, and all blocks together are the document", () => {
  const document = { Version: "2012-10-17", Statement: statements, Id: "x" };
  const blocks = policyBlocks(document);
  expect(blocks.map((block) => block.statement)).toEqual([null, 0, 1, null]);
  expect(blocks.flatMap((block) => block.lines).join("\n")).toBe(JSON.stringify(document, null, 2));
  expect(blocks[2]?.lines.join("\n")).toContain('"Deny"');
});

test("a single statement outside a list is statement 0", () => {
  const document = { Statement: statements[0] ?? {}, Version: "2008-10-17" };
  const blocks = policyBlocks(document);
  expect(blocks.map((block) => block.statement)).toEqual([null, 0, null]);
  expect(blocks.flatMap((block) => block.lines).join("\n")).toBe(JSON.stringify(document, null, 2));
});

test("what is no policy is shown as it is", () => {
  expect(policyBlocks("not JSON")).toEqual([{ statement: null, lines: ['"not JSON"'] }]);
  expect(policyBlocks({ Statement: [] }).flatMap((block) => block.lines)).toEqual(["{", '  "Statement": []', "}"]);
});

test("a line in pieces", () => {
  expect(pieces('"Sid": "a \\"b\\"",').map((piece) => `${piece.kind} ${piece.text}`)).toEqual(['name "Sid"', "mark :", "mark  ", 'text "a \\"b\\""', "mark ,"]);
  expect(pieces("3600").map((piece) => piece.kind)).toEqual(["plain"]);
});
