//! `armillary demo`: the embedded organization in the window, or in files where there is no display.

use std::path::{Path, PathBuf};

use armillary_app::{CrawlJob, CrawlSummary, Demo, Opened};
use armillary_topology::{SceneRequest, View};
use armillary_wire::ExportFormat;

use super::{
    CliError,
    args::DemoArgs,
    crawl,
    graph::write,
    output::{Output, tell},
};
use crate::paths;

/// The folder that is written to when none is named.
const FOLDER: &str = "armillary-demo";

/// Opens the window, or does the same job without one.
pub fn run(args: DemoArgs, cache: Option<PathBuf>, json: bool) -> Result<(), CliError> {
    if args.headless || args.out.is_some() {
        return headless(&args, cache, json);
    }
    #[cfg(feature = "window")]
    if crate::window::has_display() {
        return crate::window::run(crate::window::Start::Demo(args.accounts));
    }
    tell("there is no display to open a window on: the demo is crawled and written to files instead");
    headless(&args, cache, json)
}

fn headless(args: &DemoArgs, cache: Option<PathBuf>, json: bool) -> Result<(), CliError> {
    let folder = args.out.clone().unwrap_or_else(|| PathBuf::from(FOLDER));
    std::fs::create_dir_all(&folder).map_err(|error| {
        CliError::Failed(format!(
            "the folder `{}` cannot be made: {error}; choose another one with `--out`",
            folder.display()
        ))
    })?;
    let cache = cache.or_else(|| paths::demo_cache(args.accounts)).unwrap_or_else(|| folder.join("cache.sqlite"));
    let summary = super::block_on(async {
        let demo = Demo::of(args.accounts);
        let (running, connection) = demo.start().await?;
        let job = CrawlJob {
            connection,
            demo: Some(demo),
            accounts: Vec::new(),
            services: Vec::new(),
            account_tags: false,
            cache: cache.clone(),
            replace_other: true,
            resume: false,
        };
        let crawled = crawl::carry_out(&job).await?;
        running.stop().await;
        crawled.summary().ok_or_else(|| CliError::Failed("nothing was read".to_owned()))
    })?;
    write_files(&folder, &cache, &summary)?;
    let mut output = Output::new();
    if json {
        output.json(&summary)?;
    } else {
        output.line(crawl::words(&summary))?;
        output
            .line(format_args!("wrote graph.svg, graph.png, summary.json and summary.txt to `{}`", folder.display()))?;
    }
    output.finish()
}

fn write_files(folder: &Path, cache: &Path, summary: &CrawlSummary) -> Result<(), CliError> {
    let opened = Opened::open(cache, true, None).map_err(|error| CliError::Failed(error.to_string()))?;
    let request = SceneRequest::default();
    for (name, format) in [("graph.svg", ExportFormat::Svg), ("graph.png", ExportFormat::Png)] {
        write(&folder.join(name), &opened.export(View::Organization, &request, format)?)?;
    }
    let json = serde_json::to_vec_pretty(summary).map_err(|error| CliError::Failed(error.to_string()))?;
    write(&folder.join("summary.json"), &json)?;
    let kinds = opened.kinds()?.into_iter().map(|kind| format!("{:>7}  {}", kind.count, kind.kind));
    let text =
        format!("{}\ncache: {}\n\n{}\n", crawl::words(summary), cache.display(), kinds.collect::<Vec<_>>().join("\n"));
    write(&folder.join("summary.txt"), text.as_bytes())
}
