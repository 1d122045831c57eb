// The connect form's fields and what they become. Pure.
import type { ConnectionInput, ProfileRow } from "../../platform/bindings";

/** What was filled in. */
export interface ConnectForm {
  /** `profile:` or `key:` and a name; empty when nothing was chosen. */
  identity: string;
  useEndpoint: boolean;
  endpointUrl: string;
  roleName: string;
  externalId: string;
  regions: string;
  ou: string;
}

/** What the form starts with. */
export function emptyForm(profiles: readonly ProfileRow[]): ConnectForm {
  const first = (profiles.find((profile) => profile.name === "default") ?? profiles[0])?.name;
  return {
    identity: first === undefined ? "" : `profile:${first}`,
    useEndpoint: false,
    endpointUrl: "",
    roleName: "",
    externalId: "",
    regions: "",
    ou: "",
  };
}

/** What is wrong with each field; nothing when the form can be used. */
export function formProblems(form: ConnectForm): Partial<Record<keyof ConnectForm, string>> {
  const problems: Partial<Record<keyof ConnectForm, string>> = {};
  if (form.identity === "") problems.identity = "Choose a profile or a key.";
  if (form.useEndpoint && !/^https?:\/\/[^\s/]+/.test(form.endpointUrl.trim())) {
    problems.endpointUrl = "Give a URL such as http://127.0.0.1:5577.";
  }
  const bad = regionList(form.regions).filter((region) => !/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region));
  if (bad.length > 0) problems.regions = `${bad.map((one) => `“${one}”`).join(", ")} is not a Region's name, such as eu-west-1.`;
  const ou = form.ou.trim();
  if (ou !== "" && !/^(ou-[a-z0-9]+-[a-z0-9]+|r-[a-z0-9]+)$/.test(ou)) problems.ou = "Give an OU's id, such as ou-ab12-34cd56ef.";
  return problems;
}

/** What tells a profile from others of a similar name: how it signs in, and its Region. */
export function profileNote(profile: ProfileRow): string {
  const notes = [profile.identityCenter ? "IAM Identity Center" : null, profile.region];
  return notes.filter((note) => note !== null).join(" · ");
}

/** The Regions typed, separated by commas or spaces. */
export function regionList(text: string): string[] {
  return text.split(/[\s,;]+/).filter((one) => one !== "");
}

/** The connection to crawl through. */
export function toConnection(form: ConnectForm): ConnectionInput {
  const named = (prefix: string) => (form.identity.startsWith(prefix) ? form.identity.slice(prefix.length) : null);
  const orNull = (text: string) => text.trim() || null;
  return {
    profile: named("profile:"),
    key: named("key:"),
    endpointUrl: form.useEndpoint ? orNull(form.endpointUrl) : null,
    roleName: orNull(form.roleName),
    externalId: orNull(form.externalId),
    regions: regionList(form.regions),
    ou: orNull(form.ou),
  };
}
