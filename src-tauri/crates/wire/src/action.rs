//! What the window can do on this computer.

use armillary_topology::{SceneRequest, View};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{CacheInfo, JournalFormat, JournalQuery, ManifestText, PlanRow, SecretText, door::door};

door! {
    /// A deed: it opens, starts, stops or writes something on this computer. It holds secrets on their way in, and is never written.
    Action, tagged "action", answered by
    /// Carries deeds out.
    Deeds, in TypeScript "Outcomes";

    /// Start the embedded organization and crawl it; progress comes as events: the task's id.
    start_demo: StartDemo {
        /// How many accounts, 64 to 10,000.
        accounts: u32,
    } => u32;
    /// Crawl through a connection; progress comes as events: the task's id.
    start_crawl: StartCrawl {
        /// Where and as whom.
        connection: ConnectionInput,
    } => u32;
    /// Crawl once more through the connection of the last crawl in this window, or of the newest crawl in the open cache: the task's id.
    recrawl: Recrawl {
        /// Read only what the newest crawl, cut off or ended, did not read.
        resume: bool,
    } => u32;
    /// Stop a task; what was read stays.
    cancel: Cancel {
        /// The task.
        task: u32,
    } => ();
    /// Open a cache file.
    open_cache: OpenCache {
        /// Its path; absent asks with a file dialog. A dialog that is closed answers `null`.
        path: Option<String>,
    } => Option<CacheInfo>;
    /// Work out ahead what is asked for next: the other views, the search index. Asked once a first picture is drawn, with which it would
    /// have to share the processor.
    prepare: Prepare => ();
    /// Show another crawl of the open cache; everything on screen is asked again.
    show_crawl: ShowCrawl {
        /// Its number; absent shows the one that is shown unless asked: the newest complete one.
        #[ts(type = "number | null")]
        crawl: Option<i64>,
    } => ();
    /// Close the cache and go back to the start.
    close_cache: CloseCache => ();
    /// Keep an access key in the system's keyring.
    save_key: SaveKey {
        /// The key.
        key: KeyInput,
    } => ();
    /// Remove an access key from the system's keyring.
    forget_key: ForgetKey {
        /// The name it was saved under.
        name: String,
    } => ();
    /// Write the map as a file: the path written; `null` when the dialog was closed.
    export: Export {
        /// Which view; JSON and GraphML hold all of it.
        view: View,
        /// What is shown, for SVG and PNG.
        request: SceneRequest,
        /// The format.
        format: ExportFormat,
        /// Where; absent asks with a file dialog.
        path: Option<String>,
    } => Option<String>;
    /// Keep a plan that was made in this window beside the open cache, until it is discarded.
    keep_plan: KeepPlan {
        /// Its id.
        plan: String,
    } => PlanRow;
    /// Keep a plan no longer; one that was begun stays in the journal.
    discard_plan: DiscardPlan {
        /// Its id.
        plan: String,
    } => ();
    /// Write a plan as a file, for review or another computer: the path written; `null` when the dialog was closed.
    save_plan: SavePlan {
        /// Its id.
        plan: String,
        /// Where; absent asks with a file dialog.
        path: Option<String>,
    } => Option<String>;
    /// Read a plan from a file and keep it; one that was edited is refused. `null` when the dialog was closed.
    open_plan: OpenPlan {
        /// Which; absent asks with a file dialog.
        path: Option<String>,
    } => Option<PlanRow>;
    /// Read a team manifest; `null` when the dialog was closed.
    open_manifest: OpenManifest {
        /// Which; absent asks with a file dialog.
        path: Option<String>,
    } => Option<ManifestText>;
    /// Write the journal as a file: the path written; `null` when the dialog was closed.
    export_journal: ExportJournal {
        /// Which rows; offset and limit do not count.
        filter: JournalQuery,
        /// The format.
        format: JournalFormat,
        /// Where; absent asks with a file dialog.
        path: Option<String>,
    } => Option<String>;
    /// Say whether plans may be applied through a connection.
    set_may_change: SetMayChange {
        /// The connection's name, as `ChangeSettings` gives it.
        connection: String,
        /// Whether they may.
        may_change: bool,
    } => ();
    /// Say what is protected, for plans that are made from now on.
    set_protected: SetProtected {
        /// Accounts and OUs, by name or id.
        names: Vec<String>,
        /// How many accounts the organization may have, where somebody looked it up.
        account_quota: Option<u32>,
    } => ();
    /// Write a table as a file: the path written; `null` when the dialog was closed.
    save_table: SaveTable {
        /// The name that is suggested, with its extension.
        name: String,
        /// All of it, as it is written.
        text: String,
        /// Where; absent asks with a file dialog.
        path: Option<String>,
    } => Option<String>;
    /// Stop every task, keep what was read, and end the program.
    quit: Quit => ();
}

/// Where to crawl, and as whom. Holds no secret: keys are named as they are kept in the keyring.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionInput {
    /// A profile of the shared AWS configuration.
    pub profile: Option<String>,
    /// The name of an access key in the system's keyring.
    pub key: Option<String>,
    /// An endpoint to use in place of AWS.
    pub endpoint_url: Option<String>,
    /// The role assumed in member accounts.
    pub role_name: Option<String>,
    /// The external id sent with it.
    pub external_id: Option<String>,
    /// The Regions to read; empty reads the enabled ones.
    pub regions: Vec<String>,
    /// Read only accounts below this OU.
    pub ou: Option<String>,
}

/// An access key on its way into the keyring. It is never sent back: it can be read from the wire and not written to it.
#[derive(Clone, PartialEq, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyInput {
    /// The name to save it under.
    pub name: String,
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    #[ts(type = "string")]
    pub secret_access_key: SecretText,
    /// The session token, for temporary keys.
    #[ts(type = "string | null")]
    pub session_token: Option<SecretText>,
}

/// A format the map is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Nodes and edges.
    Json,
    /// Nodes and edges, for Gephi, yEd, networkx.
    Graphml,
    /// The picture, scalable.
    Svg,
    /// The picture, as pixels.
    Png,
}
