//! How long trust's answers take in large organizations, once the graph is there: who can do something to a resource that does not tell
//! whose it is, which has everybody asked, and all rules.

use std::hint::black_box;

use armillary_guardrails::findings;
use armillary_policy_checks::organization;
use armillary_trust::{Page, Told};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

/// The accounts of the largest organization that has to be quick.
const MOST: usize = 10_000;

/// The accounts of one whose rules can be held anew for each sample.
const SOME: usize = 1_000;

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn who_can(criterion: &mut Criterion) {
    let graph = organization::graph(MOST, workers());
    let mut group = criterion.benchmark_group(format!("who can, {MOST} accounts"));
    group.sample_size(10);
    for (action, resource) in
        [("s3:GetObject", "arn:aws:s3:::models/x"), ("iam:CreateUser", "*"), ("sagemaker:CreateTrainingJob", "*")]
    {
        group.bench_function(format!("{action} on {resource}"), |bencher| {
            bencher.iter(|| {
                black_box(graph.who_can(action, black_box(resource), Told::default(), Page::first(100), workers()))
            });
        });
    }
    group.finish();
}

fn rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rules");
    group.sample_size(10);
    group.bench_function(format!("all, {SOME} accounts"), |bencher| {
        // What happens inside accounts is worked out once for each graph.
        bencher.iter_batched(
            || organization::graph(SOME, workers()),
            |graph| black_box(findings(&graph).findings.len()),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, who_can, rules);
criterion_main!(benches);
