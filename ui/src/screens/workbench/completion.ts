// What can be written at a place of a policy: elements, actions and condition keys that AWS knows, and ARNs out of the crawl.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { PolicyWordKind } from "../../platform/bindings";
import type { Platform } from "../../platform/platform";
import { insideOf, type Inside } from "./textPlaces";

/** What is offered at a place. */
export type Offered = { what: "these"; words: readonly string[] } | { what: PolicyWordKind } | { what: "arns" };

const MOST_WORDS = 50;
const MOST_ARNS = 20;
/** Shorter texts are in nearly every ARN. */
const LEAST_ARN = 2;

const elements = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const comparisons = ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
  "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Bool", "Null", "IpAddress", "NotIpAddress", "NumericEquals", "NumericNotEquals",
  "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan",
  "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "BinaryEquals"];
const operators = [...comparisons, ...comparisons.filter((one) => one !== "Null").flatMap((one) => [`${one}IfExists`, `ForAnyValue:${one}`, `ForAllValues:${one}`])];

/** What a place asks for; `null` where nothing can be offered. */
export function offeredAt({ path, isName }: Pick<Inside, "path" | "isName">): Offered | null {
  const [first, element, third, fourth] = path;
  if (first === undefined) return isName ? { what: "these", words: ["Version", "Id", "Statement"] } : null;
  if (first !== "Statement") return first === "Version" && !isName ? { what: "these", words: ["2012-10-17"] } : null;
  if (element === undefined) return isName ? { what: "these", words: elements } : null;
  if (element === "Condition") {
    if (isName) return third === undefined ? { what: "these", words: operators } : { what: "conditionKey" };
    return third?.includes("Arn") || /arn$/i.test(fourth ?? "") ? { what: "arns" } : null;
  }
  if (element.endsWith("Principal")) {
    if (isName) return { what: "these", words: ["AWS", "Service", "Federated", "CanonicalUser"] };
    return third === undefined || third === "AWS" || third === "Federated" ? { what: "arns" } : null;
  }
  if (isName) return null;
  if (element === "Effect") return { what: "these", words: ["Allow", "Deny"] };
  if (element === "Action" || element === "NotAction") return { what: "action" };
  return element === "Resource" || element === "NotResource" ? { what: "arns" } : null;
}

/** The source of completions for the editor. */
export function completionOf(platform: Platform): (context: CompletionContext) => Promise<CompletionResult | null> {
  return async (context) => {
    const inside = insideOf(context.state.doc.toString(), context.pos);
    const offered = inside && offeredAt(inside);
    if (!offered || (inside.typed === "" && !context.explicit)) return null;
    // An aid alone: where nothing can be asked, nothing is offered, and writing goes on.
    const options = await optionsOf(platform, offered, inside.typed).catch(() => []);
    if (context.aborted || options.length === 0) return null;
    // Without words that stay valid, it is asked anew with every letter.
    return { from: inside.from, to: inside.to, options, filter: false };
  };
}

/** What is offered, for what was typed. */
export async function optionsOf(platform: Platform, offered: Offered, typed: string): Promise<Completion[]> {
  switch (offered.what) {
    case "these": {
      const words = offered.words.filter((word) => word.toLowerCase().includes(typed.toLowerCase()));
      return words.map((word) => ({ label: word, type: "keyword" }));
    }
    case "arns": {
      if (typed.trim().length < LEAST_ARN) return [];
      const { hits } = await platform.search(typed.trim(), MOST_ARNS);
      const named = hits.filter(({ arn }) => arn.startsWith("arn:"));
      return named.map(({ arn, plain, name, accountName, account }) => ({ label: arn, detail: [plain, name, accountName || account].filter(Boolean).join(" · "), type: "constant" }));
    }
    default: {
      const words = await platform.policyWords(offered.what, typed, MOST_WORDS);
      // What ends so goes on with a name of its own, as that of a tag.
      return words.map(({ word, about }) => ({ label: word, detail: about, apply: word.replace(/\*$/, ""), type: offered.what === "action" ? "function" : "property" }));
    }
  }
}
