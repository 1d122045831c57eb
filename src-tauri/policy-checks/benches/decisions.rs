//! How many documents, matches, decisions and answers a second.

use std::hint::black_box;
use std::sync::Arc;

use armillary_policy::exchange::{Evaluator, Requests};
use armillary_policy::{
    Action, Context, Level, Mode, Policies, Policy, Principal, Request, Resource, decide, evaluate,
};
use armillary_policy_checks::realistic;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde_json::Value;

/// The realistic role with its policies compiled, and its questions taken apart.
struct World {
    principal: Principal,
    context: Context,
    identity: Vec<Arc<Policy>>,
    scps: Vec<Level>,
    rcps: Vec<Level>,
    trust: Policy,
    questions: Vec<(Action, Resource)>,
}

fn compile(document: &Value) -> Arc<Policy> {
    Arc::new(Policy::parse(&document.to_string()).expect("a policy"))
}

fn levels(levels: &Value) -> Vec<Level> {
    let level = |level: &Value| Level {
        node: level["node"].as_str().expect("a node").into(),
        policies: level["policies"].as_array().expect("policies").iter().map(compile).collect(),
    };
    levels.as_array().expect("levels").iter().map(level).collect()
}

impl World {
    fn new() -> World {
        let mut context = Context::new();
        for (key, value) in realistic::context().as_object().expect("an object") {
            context.set(key, value.as_str().expect("a text"));
        }
        World {
            principal: Principal::parse(realistic::ROLE).expect("a principal"),
            context,
            identity: realistic::identity().iter().map(compile).collect(),
            scps: levels(&realistic::scps()),
            rcps: levels(&realistic::rcps()),
            trust: Policy::parse(&realistic::trust().to_string()).expect("a policy"),
            questions: realistic::QUESTIONS
                .map(|(action, resource)| (Action::new(action), Resource::new(resource)))
                .into(),
        }
    }

    /// Calls `each` with every question.
    fn ask(&self, mode: Mode, mut each: impl FnMut(&Request<'_>, &Policies<'_>)) {
        for (action, resource) in &self.questions {
            let request = Request {
                principal: &self.principal,
                action,
                resource,
                resource_account: None,
                context: &self.context,
                mode,
            };
            let policies = Policies {
                identity: &self.identity,
                resource: Some(&self.trust).filter(|_| resource.as_str() == realistic::TARGET),
                scps: Some(&self.scps),
                rcps: Some(&self.rcps),
                ..Policies::default()
            };
            each(&request, &policies);
        }
    }
}

fn parse(criterion: &mut Criterion) {
    let documents: Vec<String> = realistic::identity().iter().map(Value::to_string).collect();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Elements(documents.len() as u64));
    group.bench_function("documents", |bencher| {
        bencher.iter(|| documents.iter().for_each(|text| drop(black_box(Policy::parse(black_box(text))))));
    });
    group.throughput(Throughput::Bytes(documents.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("bytes", |bencher| {
        bencher.iter(|| documents.iter().for_each(|text| drop(black_box(Policy::parse(black_box(text))))));
    });
    group.finish();
}

fn decisions(criterion: &mut Criterion) {
    let world = World::new();
    let statements: u64 = world.identity.iter().map(|policy| policy.statements().len() as u64).sum();
    let mut group = criterion.benchmark_group("match");
    group.throughput(Throughput::Elements(statements * world.questions.len() as u64));
    group.bench_function("statement actions", |bencher| {
        bencher.iter(|| {
            for (action, _) in &world.questions {
                let statements = world.identity.iter().flat_map(|policy| policy.statements());
                black_box(statements.filter(|statement| statement.matches_action(black_box(action))).count());
            }
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("decisions");
    group.throughput(Throughput::Elements(world.questions.len() as u64));
    for (name, mode) in [("strict", Mode::Strict), ("symbolic", Mode::Symbolic)] {
        group.bench_function(format!("decide {name}"), |bencher| {
            bencher.iter(|| {
                world.ask(mode, |request, policies| {
                    black_box(decide(black_box(request), policies));
                })
            });
        });
        group.bench_function(format!("evaluate {name}"), |bencher| {
            bencher
                .iter(|| world.ask(mode, |request, policies| drop(black_box(evaluate(black_box(request), policies)))));
        });
    }
    group.finish();
}

fn exchange(criterion: &mut Criterion) {
    type Make = fn(usize, &str, &str, &str) -> Value;
    let mut group = criterion.benchmark_group("exchange");
    for (name, make) in [("small", realistic::small_request as Make), ("whole", realistic::request as Make)] {
        let texts: Vec<String> = (0..1000)
            .zip(realistic::QUESTIONS.iter().cycle())
            .map(|(id, (action, resource))| make(id, action, resource, "strict").to_string())
            .collect();
        let input = texts.join("\n");
        group.throughput(Throughput::Elements(texts.len() as u64));
        group.bench_function(format!("answers, {name} requests of {} bytes", input.len() / texts.len()), |bencher| {
            let mut evaluator = Evaluator::new();
            let mut answers = Vec::new();
            bencher.iter(|| {
                answers.clear();
                for request in Requests::new(black_box(input.as_bytes())).flatten() {
                    evaluator.answer(&request, &mut answers).expect("an answer");
                }
                black_box(answers.len());
            });
        });
    }
    group.finish();
}

criterion_group!(benches, parse, decisions, exchange);
criterion_main!(benches);
