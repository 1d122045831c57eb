// What the window can ask for and do: one method for each request that the wire crate lists, with the answer it lists.
import type {
  Action, Answers, Applied, Apply, ConnectionInput, Event, ExportFormat, Failure, HopKind, Intent, JournalFormat, JournalQuery, KeyInput, ManifestFormat, MatrixRequest, Outcomes,
  PolicyWordKind, Query, ResourcesQuery, SceneRequest, View,
} from "./bindings";

/** The one seam between the window and the program behind it. Failed calls reject with a `Failure`. */
export interface Channel {
  /** Asks a question that changes nothing. */
  query<Asked extends Query>(query: Asked): Promise<Answers[Asked["query"]]>;
  /** Does something on this computer. */
  act<Done extends Action>(action: Done): Promise<Outcomes[Done["action"]]>;
  /** Changes AWS. */
  apply<Changed extends Apply>(change: Changed): Promise<Applied[Changed["apply"]]>;
  /** Listens to what happens; answers how to stop listening. */
  onEvent(callback: (event: Event) => void): () => void;
}

/** A channel with one method for each query, action and change. */
export class Platform {
  constructor(private readonly channel: Channel) {}

  onEvent = (callback: (event: Event) => void) => this.channel.onEvent(callback);

  status = () => this.channel.query({ query: "status" });
  crawls = () => this.channel.query({ query: "crawls" });
  kinds = () => this.channel.query({ query: "kinds" });
  scene = (request: SceneRequest) => this.channel.query({ query: "scene", request });
  reveal = (view: View, arn: string) => this.channel.query({ query: "reveal", view, arn });
  search = (text: string, limit: number) => this.channel.query({ query: "search", text, limit });
  inspect = (arn: string) => this.channel.query({ query: "inspect", arn });
  accounts = () => this.channel.query({ query: "accounts" });
  portfolios = () => this.channel.query({ query: "portfolios" });
  portfolioMatrix = (request: MatrixRequest) => this.channel.query({ query: "portfolioMatrix", request });
  coverage = () => this.channel.query({ query: "coverage" });
  resources = (filter: ResourcesQuery) => this.channel.query({ query: "resources", filter });

  trustEnds = (text: string, limit: number) => this.channel.query({ query: "trustEnds", text, limit });
  trustPaths = (from: string, to: string, rows: { offset: number; limit: number; pattern: string | null; nearMisses: boolean }) =>
    this.channel.query({ query: "trustPaths", from, to, ...rows });
  trustExplain = (from: string, to: string, kind: HopKind) => this.channel.query({ query: "trustExplain", from, to, kind });
  trustMatrix = () => this.channel.query({ query: "trustMatrix" });
  trustFindings = () => this.channel.query({ query: "trustFindings" });
  whoCan = (action: string, resource: string, offset: number, limit: number) =>
    this.channel.query({ query: "whoCan", action, resource, offset, limit });
  whatCan = (principal: string, offset: number, limit: number) => this.channel.query({ query: "whatCan", principal, offset, limit });

  editedPolicy = (policy: string, text: string | null) => this.channel.query({ query: "editedPolicy", policy, text });
  policyWords = (kind: PolicyWordKind, text: string, limit: number) => this.channel.query({ query: "policyWords", kind, text, limit });

  startDemo = (accounts: number) => this.channel.act({ action: "startDemo", accounts });
  startCrawl = (connection: ConnectionInput) => this.channel.act({ action: "startCrawl", connection });
  recrawl = (resume: boolean) => this.channel.act({ action: "recrawl", resume });
  cancel = (task: number) => this.channel.act({ action: "cancel", task });
  openCache = (path: string | null) => this.channel.act({ action: "openCache", path });
  prepare = () => this.channel.act({ action: "prepare" });
  showCrawl = (crawl: number | null) => this.channel.act({ action: "showCrawl", crawl });
  closeCache = () => this.channel.act({ action: "closeCache" });
  saveKey = (key: KeyInput) => this.channel.act({ action: "saveKey", key });
  forgetKey = (name: string) => this.channel.act({ action: "forgetKey", name });
  export = (request: SceneRequest, format: ExportFormat) =>
    this.channel.act({ action: "export", view: request.view, request, format, path: null });
  plan = (intent: Intent) => this.channel.query({ query: "plan", intent });
  plans = () => this.channel.query({ query: "plans" });
  planShown = (plan: string) => this.channel.query({ query: "planShown", plan });
  planScene = (plan: string, request: SceneRequest) => this.channel.query({ query: "planScene", plan, request });
  journal = (filter: JournalQuery) => this.channel.query({ query: "journal", filter });
  planDifference = (text: string, format: ManifestFormat) => this.channel.query({ query: "planDifference", text, format });
  planChoices = () => this.channel.query({ query: "planChoices" });
  changeSettings = () => this.channel.query({ query: "changeSettings" });

  keepPlan = (plan: string) => this.channel.act({ action: "keepPlan", plan });
  discardPlan = (plan: string) => this.channel.act({ action: "discardPlan", plan });
  savePlan = (plan: string) => this.channel.act({ action: "savePlan", plan, path: null });
  openPlan = () => this.channel.act({ action: "openPlan", path: null });
  openManifest = () => this.channel.act({ action: "openManifest", path: null });
  exportJournal = (filter: JournalQuery, format: JournalFormat) => this.channel.act({ action: "exportJournal", filter, format, path: null });
  setMayChange = (connection: string, mayChange: boolean) => this.channel.act({ action: "setMayChange", connection, mayChange });
  setProtected = (names: string[], accountQuota: number | null) => this.channel.act({ action: "setProtected", names, accountQuota });

  applyPlan = (plan: string, confirmed: string[], connection: ConnectionInput | null = null) =>
    this.channel.apply({ apply: "applyPlan", plan, confirmed, connection });
  retryStep = (plan: string, step: string, confirmed: string[], connection: ConnectionInput | null = null) =>
    this.channel.apply({ apply: "retryStep", plan, step, confirmed, connection });

  saveTable = (name: string, text: string) => this.channel.act({ action: "saveTable", name, text, path: null });
  quit = () => this.channel.act({ action: "quit" });
}

/** Reads whatever a call was rejected with as a failure. */
export function asFailure(reason: unknown): Failure {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return reason as Failure;
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: "other", message };
}
