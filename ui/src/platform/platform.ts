// What the window can ask for and do, with the answer types that the wire crate documents.
import type {
  AccountsAnswer,
  CacheInfo,
  ConnectionInput,
  CoverageAnswer,
  CrawlRow,
  Event,
  ExportFormat,
  Failure,
  Inspection,
  KeyInput,
  PortfolioRow,
  ResourcesAnswer,
  ResourcesQuery,
  Scene,
  SceneRequest,
  SearchAnswer,
  StatusAnswer,
  TrustEnd,
  TrustExplanation,
  TrustFindingRow,
  TrustHop,
  TrustMatrixAnswer,
  TrustPathsAnswer,
  View,
  WhatCanAnswer,
  WhoCanAnswer,
} from "./bindings";
import type { Action, Query } from "./bindings";

/** The one seam between the window and the program behind it. Failed calls reject with a `Failure`. */
export interface Channel {
  /** Asks a question that changes nothing. */
  query(query: Query): Promise<unknown>;
  /** Does something on this computer. */
  act(action: Action): Promise<unknown>;
  /** Listens to what happens; answers how to stop listening. */
  onEvent(callback: (event: Event) => void): () => void;
}

/** A channel with one typed method for each query and action. */
export class Platform {
  constructor(private readonly channel: Channel) {}

  onEvent = (callback: (event: Event) => void) => this.channel.onEvent(callback);

  status = () => this.query<StatusAnswer>({ query: "status" });
  crawls = () => this.query<CrawlRow[]>({ query: "crawls" });
  scene = (request: SceneRequest) => this.query<Scene>({ query: "scene", request });
  reveal = (view: View, arn: string) => this.query<string[]>({ query: "reveal", view, arn });
  search = (text: string, limit: number) => this.query<SearchAnswer>({ query: "search", text, limit });
  inspect = (arn: string) => this.query<Inspection>({ query: "inspect", arn });
  accounts = () => this.query<AccountsAnswer>({ query: "accounts" });
  portfolios = () => this.query<PortfolioRow[]>({ query: "portfolios" });
  coverage = () => this.query<CoverageAnswer>({ query: "coverage" });
  resources = (filter: ResourcesQuery) => this.query<ResourcesAnswer>({ query: "resources", filter });

  trustEnds = (text: string, limit: number) => this.query<TrustEnd[]>({ query: "trustEnds", text, limit });
  trustPaths = (from: string, to: string, rows: { offset: number; limit: number; pattern: string | null; nearMisses: boolean }) =>
    this.query<TrustPathsAnswer>({ query: "trustPaths", from, to, ...rows });
  trustExplain = ({ from, to, kind }: TrustHop) => this.query<TrustExplanation>({ query: "trustExplain", from: from.id, to: to.id, kind });
  trustMatrix = () => this.query<TrustMatrixAnswer>({ query: "trustMatrix" });
  trustFindings = () => this.query<TrustFindingRow[]>({ query: "trustFindings" });
  whoCan = (action: string, resource: string, offset: number, limit: number) =>
    this.query<WhoCanAnswer>({ query: "whoCan", action, resource, offset, limit });
  whatCan = (principal: string, offset: number, limit: number) => this.query<WhatCanAnswer>({ query: "whatCan", principal, offset, limit });

  startDemo = (accounts: number) => this.act<number>({ action: "startDemo", accounts });
  startCrawl = (connection: ConnectionInput) => this.act<number>({ action: "startCrawl", connection });
  recrawl = () => this.act<number>({ action: "recrawl" });
  cancel = (task: number) => this.act<null>({ action: "cancel", task });
  openCache = (path: string | null) => this.act<CacheInfo | null>({ action: "openCache", path });
  closeCache = () => this.act<null>({ action: "closeCache" });
  saveKey = (key: KeyInput) => this.act<null>({ action: "saveKey", key });
  forgetKey = (name: string) => this.act<null>({ action: "forgetKey", name });
  export = (request: SceneRequest, format: ExportFormat) =>
    this.act<string | null>({ action: "export", view: request.view, request, format, path: null });

  private query<Answer>(query: Query): Promise<Answer> {
    return this.channel.query(query) as Promise<Answer>;
  }

  private act<Answer>(action: Action): Promise<Answer> {
    return this.channel.act(action) as Promise<Answer>;
  }
}

/** Reads whatever a call was rejected with as a failure. */
export function asFailure(reason: unknown): Failure {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return reason as Failure;
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: "other", message };
}
