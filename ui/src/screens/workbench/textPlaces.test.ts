import { expect, test } from "vitest";
import { offeredAt } from "./completion";
import { insideOf, spanAt } from "./textPlaces";

test("columns count bytes, and what stands there is marked as a whole", () => {
  const text = '{\n  "Sid": "é€😀", "Effect": "Permit",\n  "n": 12\n}';
  const marked = (line: number, column: number) => {
    const { from, to } = spanAt(text, line, column);
    return text.slice(from, to);
  };
  const before = '  "Sid": "é€😀", "Effect": ';
  expect(marked(2, new TextEncoder().encode(before).length + 1)).toBe('"Permit"');
  expect(marked(3, 8)).toBe("12");
  expect(marked(4, 1)).toBe("}");
});

test("a place behind the end of a line or of the text is its last letter", () => {
  expect(spanAt("ab\ncd", 1, 99)).toEqual({ from: 1, to: 2 });
  expect(spanAt("ab\ncd", 9, 1)).toEqual({ from: 3, to: 5 });
  expect(spanAt("", 1, 0)).toEqual({ from: 0, to: 0 });
});

/** The string around the `|`. */
function inside(text: string) {
  return insideOf(text.replace("|", ""), text.indexOf("|"));
}

test("the string at the cursor is known by the properties around it", () => {
  expect(inside('{"Statement":[{"Effect":"Deny","Action":["ec2:*","s3:Ge|t"]}]}')).toMatchObject({ path: ["Statement", "Action"], isName: false, typed: "s3:Ge" });
  expect(inside('{"Statement":{"Condition":{"StringEquals":{"aws:Pri|')).toMatchObject({ path: ["Statement", "Condition", "StringEquals"], isName: true, typed: "aws:Pri" });
  expect(inside('{"Statement":[{"Sid":"a\\"b{","Res|"')).toMatchObject({ path: ["Statement"], isName: true, typed: "Res" });
  expect(inside('{"Statement":[|]}')).toBeNull();
});

test("the place decides what is offered", () => {
  const offered = (text: string) => {
    const found = inside(text);
    return found && offeredAt(found);
  };
  expect(offered('{"Statement":[{"NotAction":"|"}]}')).toEqual({ what: "action" });
  expect(offered('{"Statement":[{"Condition":{"StringLike":{"|":""}}}]}')).toEqual({ what: "conditionKey" });
  expect(offered('{"Statement":[{"Condition":{"|":{}}}]}')).toMatchObject({ what: "these" });
  expect(offered('{"Statement":[{"Condition":{"StringLike":{"aws:PrincipalArn":"|"}}}]}')).toEqual({ what: "arns" });
  expect(offered('{"Statement":[{"Condition":{"StringLike":{"aws:RequestedRegion":"|"}}}]}')).toBeNull();
  expect(offered('{"Statement":[{"Principal":{"AWS":["|"]}}]}')).toEqual({ what: "arns" });
  expect(offered('{"Statement":[{"Principal":{"Service":"|"}}]}')).toBeNull();
  expect(offered('{"Statement":[{"Resource":"|"}]}')).toEqual({ what: "arns" });
  expect(offered('{"Statement":[{"Effect":"|"}]}')).toEqual({ what: "these", words: ["Allow", "Deny"] });
  expect(offered('{"Statement":[{"Sid":"|"}]}')).toBeNull();
});
