// What is asked of a team, and whether it can be vended so. Pure.
import type { Intent, OuChoice, PlanChoices, Stage } from "../../platform/bindings";

/** A stage that accounts are vended for. */
export type VendStage = "dev" | "preprod" | "prod" | "sandbox";

/** The stages, in the order of the way to production. */
export const vendStages: readonly { id: VendStage; text: string; description: string }[] = [
  { id: "dev", text: "Development", description: "Where models are built" },
  { id: "preprod", text: "Pre-production", description: "Where they are tried" },
  { id: "prod", text: "Production", description: "Where they serve" },
  { id: "sandbox", text: "Sandbox", description: "Apart from the way to production" },
];

/** A group and what it may do. */
export interface PersonRow {
  group: string;
  permissionSet: string;
  stages: readonly VendStage[];
}

/** The form. */
export interface VendForm {
  team: string;
  owner: string;
  email: string;
  stages: readonly VendStage[];
  connectivity: "corporate" | "isolated";
  /** The OU of each stage; the one that its name says where none is chosen. */
  ous: Partial<Record<VendStage, string>>;
  blueprint: string | null;
  portfolios: readonly string[];
  people: readonly PersonRow[];
  tags: readonly { key: string; value: string }[];
}

/** What everyone starts from. */
export const emptyVend: VendForm = {
  team: "", owner: "", email: "", stages: ["dev", "preprod", "prod"], connectivity: "corporate", ous: {}, blueprint: null, portfolios: [], people: [], tags: [],
};

/** What is wrong with a field, by its name. */
export type VendProblems = Partial<Record<"team" | "owner" | "email" | "stages" | VendStage | `person-${number}` | `tag-${number}`, string>>;

const ADDRESS = /^[^\s@<>(),;:"]+@[^\s@.]+(\.[^\s@.]+)+$/;
/** AWS takes names of accounts of up to 50 characters, and e-mail addresses of up to 64. */
const LONGEST_NAME = 50;
const LONGEST_ADDRESS = 64;

/** The name of a team's account. */
export function accountName(team: string, stage: VendStage): string {
  return `${team}-${stage}`;
}

/** The e-mail address of a team's account. */
export function addressOf(email: string, team: string, stage: VendStage): string {
  return email.replaceAll("{team}", team).replaceAll("{stage}", stage);
}

/** The OUs that the names of OUs say a stage is for; of an OU and those in it, the upper one. */
export function ousOf(stage: VendStage, ous: readonly OuChoice[]): readonly OuChoice[] {
  const own = ous.filter((ou) => stageOf(ou.stage) === stage);
  return own.filter((ou) => !own.some((other) => other !== ou && ou.path.startsWith(`${other.path}/`)));
}

function stageOf(stage: Stage | null): string | null {
  return stage;
}

/** Problems of the first page: who, which accounts, which addresses. */
export function teamProblems(form: VendForm): VendProblems {
  const problems: VendProblems = {};
  const { team, email, stages, owner } = form;
  if (team === "") problems.team = "A team needs a name";
  else if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(team)) problems.team = "Small letters, digits and single dashes, such as fraud-detection";
  const longest = stages.find((stage) => accountName(team, stage).length > LONGEST_NAME);
  if (!problems.team && longest) problems.team = `${accountName(team, longest)} is longer than the ${LONGEST_NAME} characters that AWS takes`;
  if (stages.length === 0) problems.stages = "Choose at least one stage";
  if (owner !== "" && !ADDRESS.test(owner)) problems.owner = "An e-mail address, such as lead@example.com";
  problems.email = emailProblem(email, team || "team", stages);
  if (problems.email === undefined) delete problems.email;
  return problems;
}

function emailProblem(email: string, team: string, stages: readonly VendStage[]): string | undefined {
  if (email === "") return "Every account needs an e-mail address of its own, such as aws+{team}-{stage}@example.com";
  const strange = /\{(?!team\}|stage\})[^}]*\}?/.exec(email);
  if (strange) return `${strange[0]} stands for nothing: {team} and {stage} are known`;
  if (stages.length > 1 && !email.includes("{stage}")) return "Put {stage} into it: no two accounts may have the same address";
  for (const stage of stages.length > 0 ? stages : (["dev"] as const)) {
    const address = addressOf(email, team, stage);
    if (!ADDRESS.test(address)) return `${address} is no e-mail address`;
    if (address.length > LONGEST_ADDRESS) return `${address} is longer than the ${LONGEST_ADDRESS} characters that AWS takes`;
  }
  return undefined;
}

/** Problems of the places: a stage whose OU cannot be told. */
export function placeProblems(form: VendForm, choices: Pick<PlanChoices, "ous">): VendProblems {
  const problems: VendProblems = {};
  for (const stage of form.stages) {
    if (form.ous[stage]) continue;
    const found = ousOf(stage, choices.ous).length;
    if (found !== 1) problems[stage] = found === 0 ? "No OU is for this stage by its name: choose one" : `${found} OUs are for this stage by their names: choose one`;
  }
  return problems;
}

/** Problems of people and tags: rows that are half filled. */
export function peopleProblems(form: VendForm): VendProblems {
  const problems: VendProblems = {};
  form.people.forEach(({ group, permissionSet }, index) => {
    if (group.trim() === "" || permissionSet.trim() === "") problems[`person-${index}`] = "A group and a permission set";
  });
  const keys = form.tags.map(({ key }) => key.trim());
  form.tags.forEach(({ key }, index) => {
    if (key.trim() === "") problems[`tag-${index}`] = "A tag needs a key";
    else if (key.trim().toLowerCase().startsWith("aws:")) problems[`tag-${index}`] = "AWS keeps keys that begin with aws: for itself";
    else if (keys.indexOf(key.trim()) !== index) problems[`tag-${index}`] = "This key is there already";
  });
  return problems;
}

/** What is asked for. */
export function vendIntent(form: VendForm): Intent {
  const ous = Object.fromEntries(form.stages.flatMap((stage) => (form.ous[stage] ? [[stage, form.ous[stage]]] : [])));
  const tags = Object.fromEntries(form.tags.map(({ key, value }) => [key.trim(), value.trim()]));
  const people = form.people.map(({ group, permissionSet, stages }) => ({ group: group.trim(), permissionSet: permissionSet.trim(), ...(stages.length > 0 ? { stages: [...stages] } : {}) }));
  return {
    kind: "vend",
    team: form.team,
    stages: vendStages.map(({ id }) => id).filter((id) => form.stages.includes(id)),
    email: form.email,
    connectivity: form.connectivity,
    ...(form.owner === "" ? {} : { owner: form.owner }),
    ...(form.blueprint === null ? {} : { blueprint: form.blueprint }),
    ...(Object.keys(ous).length > 0 ? { ous } : {}),
    ...(form.portfolios.length > 0 ? { portfolios: [...form.portfolios] } : {}),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(people.length > 0 ? { people } : {}),
  };
}
