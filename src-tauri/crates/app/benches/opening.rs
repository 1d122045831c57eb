//! How long a person waits on a cache: to the first map, for a keystroke of search, for each view.
//!
//! `ARMILLARY_CACHE=FILE cargo bench --package armillary-app`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use armillary_app::{App, FileQuestion, Folders, Host};
use armillary_topology::{SceneRequest, View};
use armillary_wire::{Action, Event, Query};

/// Nobody to tell, nobody to ask.
struct Nobody;

impl Host for Nobody {
    fn emit(&self, _: Event) {}

    fn choose_file(&self, _: FileQuestion) -> Option<PathBuf> {
        None
    }

    fn now(&self) -> i64 {
        0
    }

    fn clock(&self) -> fn() -> i64 {
        || 0
    }

    fn quit(&self) {}
}

fn main() {
    let Some(cache) = std::env::var_os("ARMILLARY_CACHE") else {
        say("name a crawled cache with ARMILLARY_CACHE to measure opening it");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(Path::new(&cache)));
}

async fn measure(cache: &Path) {
    let app = App::new(Arc::new(Nobody), Folders::default());
    let path = Some(cache.display().to_string());
    let opening = Instant::now();
    app.act(Action::OpenCache { path }).await.expect("the cache opens");
    let first = scene(&app, View::Organization).await;
    report("open the cache and compute the first map", opening.elapsed());
    report("  of that, the scene query", first);
    for view in [View::Organization, View::Network, View::Network, View::Portfolios, View::Trust] {
        report(&format!("scene {view:?}"), scene(&app, view).await);
    }
    let indexing = Instant::now();
    while search(&app, "x").await.1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    report("search index ready after the map", indexing.elapsed());
    for text in ["a", "fr", "fraud-dev", "AmazonSageMaker", "vpce-0", "arn:aws:iam", "nothing like this"] {
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..20 {
            times.push(search(&app, text).await.0);
        }
        times.sort_unstable();
        report(&format!("search {text:?}, median of 20"), times[10]);
    }
}

async fn scene(app: &App, view: View) -> Duration {
    let started = Instant::now();
    app.query(Query::Scene { request: SceneRequest { view, ..SceneRequest::default() } }).await.expect("a scene");
    started.elapsed()
}

/// How long it took, and whether the index was still being built.
async fn search(app: &App, text: &str) -> (Duration, bool) {
    let started = Instant::now();
    let answer = app.query(Query::Search { text: text.to_owned(), limit: 20 }).await.expect("an answer");
    (started.elapsed(), answer.get().contains("\"indexing\":true"))
}

fn report(what: &str, time: Duration) {
    say(&format!("{:>9.2} ms  {what}", time.as_secs_f64() * 1_000.0));
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn say(text: &str) {
    println!("{text}");
}
