//! Requests that go wrong on purpose.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use armillary_model::{AccountId, account_in_arn, arn_resource};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    api::{Api, CommonError},
    dispatch::Stop,
};
use crate::services::{AwsError, Later, Request};

/// Which requests go wrong on purpose; by default none. Read from JSON:
///
/// ```json
/// {
///   "seed": 7,
///   "rules": [
///     { "service": "ec2", "operation": "DescribeVpcs", "region": "eu-west-1", "throttle": true, "times": 3 },
///     { "service": "sts", "operation": "AssumeRole", "account": "111122223333", "role": "ArmillaryReadRole",
///       "error": { "code": "AccessDenied", "message": "no", "status": 403 } },
///     { "service": "sagemaker", "probability": 0.1, "drop": true },
///     { "service": "organizations", "operation": "ListRoots", "body": "{\"Roots\": []}" },
///     { "service": "organizations", "operation": "CreateAccount", "later": { "code": "INTERNAL_FAILURE" }, "times": 1 },
///     { "service": "organizations", "operation": "MoveAccount", "probability": 0.1, "lost": true },
///     { "delay_ms": 200 }
///   ]
/// }
/// ```
///
/// A rule applies where everything it names fits: `service` (the name in the SigV4 scope), `operation`, `region`,
/// `account` (the caller's; for AssumeRole the account of the role asked for) and `role` (the name of that role).
/// It applies `after` so many requests that fit, the first `times` times, and with `probability`, which is drawn the same for the same `seed`.
/// What happens is one of `error` (status 400 where none is given; with a `reason`, as Organizations tells one), `throttle` (the throttling error of the service), `body` (status 200 with
/// this text, which may be empty, in place of the answer), `drop` (nothing is done, and the connection is closed without an answer), `lost` (what is
/// asked for is done, and the connection closed without an answer) and `later` (the request is
/// answered, and what it has started fails with this `code` and `message`), each after `delay_ms` milliseconds, or the delay alone.
/// The first rule that applies and ends a request decides; delays of the rules before it add up.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    #[serde(default)]
    seed: u64,
    rules: Vec<Rule>,
}

/// Why rules could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FaultsError {
    /// The file could not be read.
    #[error("cannot read the faults file `{}`: {source}; check the path", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The text is not a list of rules.
    #[error(
        "the faults are not understood: {0}; expected {{\"rules\": [{{\"service\": \"ec2\", \"throttle\": true}}]}}"
    )]
    Json(#[from] serde_json::Error),
    /// A rule says nothing that could happen, or two things.
    #[error(
        "rule {0} of the faults must have one of `error`, `throttle`, `body`, `drop`, `lost`, `later`, or `delay_ms` alone"
    )]
    Effect(usize),
    /// A rule names a service that is not served.
    #[error("rule {rule} of the faults names the service `{service}`; services are {}", Faults::services())]
    Service {
        /// The rule, counted from 1.
        rule: usize,
        /// What it names.
        service: String,
    },
    /// A probability is not between 0 and 1.
    #[error("rule {0} of the faults has a probability that is not between 0 and 1")]
    Probability(usize),
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    service: Option<String>,
    operation: Option<String>,
    account: Option<AccountId>,
    region: Option<String>,
    role: Option<String>,
    error: Option<Error>,
    #[serde(default)]
    throttle: bool,
    body: Option<String>,
    #[serde(default)]
    drop: bool,
    #[serde(default)]
    lost: bool,
    later: Option<LaterError>,
    #[serde(default)]
    delay_ms: u64,
    #[serde(default)]
    after: u64,
    times: Option<u64>,
    probability: Option<f64>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Error {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default = "bad_request")]
    status: u16,
    /// What Organizations tells beside the code.
    reason: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LaterError {
    code: String,
    #[serde(default)]
    message: String,
}

fn bad_request() -> u16 {
    400
}

impl Faults {
    /// Reads rules from a JSON text.
    pub fn from_json(text: &str) -> Result<Self, FaultsError> {
        let faults: Self = serde_json::from_str(text)?;
        for (index, rule) in faults.rules.iter().enumerate() {
            rule.check(index + 1)?;
        }
        Ok(faults)
    }

    /// Reads rules from a JSON file.
    pub fn from_file(path: &Path) -> Result<Self, FaultsError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| FaultsError::Read { path: path.to_owned(), source })?;
        Self::from_json(&text)
    }

    fn services() -> String {
        Api::ALL.iter().map(|api| api.signing_name()).collect::<Vec<_>>().join(", ")
    }
}

impl Rule {
    fn check(&self, number: usize) -> Result<(), FaultsError> {
        let effects =
            [self.error.is_some(), self.throttle, self.body.is_some(), self.drop, self.lost, self.later.is_some()];
        let effects = effects.into_iter().filter(|effect| *effect).count();
        if effects > 1 || (effects == 0 && self.delay_ms == 0) {
            return Err(FaultsError::Effect(number));
        }
        if let Some(service) = &self.service
            && Api::from_signing_name(service).is_none()
        {
            return Err(FaultsError::Service { rule: number, service: service.clone() });
        }
        match self.probability {
            Some(probability) if !(0.0..=1.0).contains(&probability) => Err(FaultsError::Probability(number)),
            _ => Ok(()),
        }
    }

    fn fits(&self, request: &Request) -> bool {
        let is = |wanted: &Option<String>, given: &str| wanted.as_ref().is_none_or(|wanted| wanted == given);
        let role = role_asked(request);
        let account = role.map_or(Some(request.account), |(account, _)| account);
        is(&self.service, request.api.signing_name())
            && is(&self.operation, request.operation)
            && is(&self.region, &request.region)
            && self.account.is_none_or(|wanted| Some(wanted) == account)
            && self.role.as_ref().is_none_or(|wanted| role.is_some_and(|(_, name)| wanted == name))
    }

    fn stop(&self, request: &Request) -> Result<(), Stop> {
        if self.drop {
            return Err(Stop::Drop);
        }
        if self.throttle {
            return Err(request.error(CommonError::Throttled, "Rate exceeded").into());
        }
        if let Some(body) = &self.body {
            return Err(Stop::Answer(body.clone()));
        }
        match &self.error {
            Some(error) => {
                let told = AwsError::with_status(error.code.clone(), error.message.clone(), error.status);
                Err(error.reason.iter().fold(told, |told, reason| told.with("Reason", reason.as_str())).into())
            }
            None => Ok(()),
        }
    }
}

/// The account and name of the role that AssumeRole asks for.
fn role_asked(request: &Request) -> Option<(Option<AccountId>, &str)> {
    if request.api != Api::Sts {
        return None;
    }
    let arn = request.input.text("RoleArn")?;
    Some((account_in_arn(arn), arn_resource(arn).rsplit('/').next().unwrap_or_default()))
}

/// The rules in force, with how often each was met.
#[derive(Debug)]
pub(super) struct FaultPlan {
    seed: u64,
    rules: Vec<(Rule, Met)>,
}

#[derive(Debug, Default)]
struct Met {
    fitting: AtomicU64,
    applied: AtomicU64,
}

impl FaultPlan {
    /// These rules, none of them met so far.
    pub(super) fn new(faults: Faults) -> Self {
        let rules = faults.rules.into_iter().map(|rule| (rule, Met::default())).collect();
        Self { seed: faults.seed, rules }
    }

    /// Lets the first rule that applies decide; delays are added up on the way. Whether the answer is lost once the request is carried out.
    pub(super) fn apply(&self, request: &mut Request, delay: &mut Duration) -> Result<bool, Stop> {
        for (index, (rule, met)) in self.rules.iter().enumerate() {
            if rule.fits(request) && self.is_due(index, rule, met) {
                *delay += Duration::from_millis(rule.delay_ms);
                rule.stop(request)?;
                if let Some(LaterError { code, message }) = rule.later.clone() {
                    request.later = Some(Later { code, message });
                    return Ok(false);
                }
                if rule.lost {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn is_due(&self, index: usize, rule: &Rule, met: &Met) -> bool {
        let turn = met.fitting.fetch_add(1, Ordering::Relaxed);
        if turn < rule.after {
            return false;
        }
        if let Some(probability) = rule.probability
            && self.draw(index, turn) >= probability
        {
            return false;
        }
        rule.times.is_none_or(|times| met.applied.fetch_add(1, Ordering::Relaxed) < times)
    }

    /// A number from 0 to 1, the same for the same seed, rule and turn.
    fn draw(&self, index: usize, turn: u64) -> f64 {
        let hash = Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(index.to_be_bytes());
        let digest = hash.chain_update(turn.to_be_bytes()).finalize();
        let bits = digest.iter().take(4).fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        f64::from(bits) / f64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        state::{Caller, Moment, Timestamp},
        wire::read_query,
    };

    fn request(api: Api, operation: &'static str, body: &str) -> Request {
        let account: AccountId = "111122223333".parse().expect("valid");
        Request {
            api,
            operation,
            region: "eu-west-1".into(),
            input: read_query(body.as_bytes()),
            caller: Caller::User { account, name: "x".into() },
            account,
            now: Timestamp(0),
            moment: Moment(0),
            later: None,
            number: 0,
        }
    }

    fn outcomes(plan: &FaultPlan, request: &Request, count: usize) -> Vec<String> {
        let outcome = |_| {
            let mut delay = Duration::ZERO;
            match plan.apply(&mut request.clone(), &mut delay) {
                Ok(false) => "ok".to_owned(),
                Ok(true) => "lost".to_owned(),
                Err(Stop::Drop) => "drop".to_owned(),
                Err(Stop::Answer(body)) => body,
                Err(Stop::Error(error)) => error.code.into_owned(),
            }
        };
        (0..count).map(outcome).collect()
    }

    fn plan(text: &str) -> FaultPlan {
        FaultPlan::new(Faults::from_json(text).expect("understood"))
    }

    #[test]
    fn rules_apply_where_everything_fits_and_as_often_as_told() {
        let plan = plan(
            r#"{"rules":[{"service":"ec2","operation":"DescribeVpcs","region":"eu-west-1","throttle":true,"times":2}]}"#,
        );
        assert_eq!(outcomes(&plan, &request(Api::Ec2, "DescribeSubnets", ""), 1), ["ok"]);
        assert_eq!(
            outcomes(&plan, &request(Api::Ec2, "DescribeVpcs", ""), 3),
            ["RequestLimitExceeded", "RequestLimitExceeded", "ok"]
        );
    }

    #[test]
    fn assuming_a_role_is_told_by_the_role_asked_for() {
        let plan = plan(
            r#"{"rules":[{"account":"444455556666","role":"Read","error":{"code":"AccessDenied","status":403}}]}"#,
        );
        let asks = |arn: &str| request(Api::Sts, "AssumeRole", &format!("RoleArn={arn}"));
        assert_eq!(outcomes(&plan, &asks("arn:aws:iam::444455556666:role/path/Read"), 1), ["AccessDenied"]);
        assert_eq!(outcomes(&plan, &asks("arn:aws:iam::444455556666:role/Other"), 1), ["ok"]);
        assert_eq!(outcomes(&plan, &asks("arn:aws:iam::111122223333:role/Read"), 1), ["ok"]);
    }

    #[test]
    fn a_rule_can_begin_late_and_an_answer_be_lost() {
        let plan = plan(r#"{"rules":[{"lost":true,"after":2,"times":1}]}"#);
        assert_eq!(outcomes(&plan, &request(Api::Iam, "ListRoles", ""), 4), ["ok", "ok", "lost", "ok"]);
    }

    #[test]
    fn probability_is_drawn_the_same_for_the_same_seed() {
        let text = r#"{"seed":3,"rules":[{"drop":true,"probability":0.5}]}"#;
        let asked = request(Api::Iam, "ListRoles", "");
        let first = outcomes(&plan(text), &asked, 100);
        assert_eq!(first, outcomes(&plan(text), &asked, 100));
        assert!((30..70).contains(&first.iter().filter(|outcome| *outcome == "drop").count()));
    }

    #[test]
    fn another_body_takes_the_place_of_the_answer() {
        let plan = plan(r#"{"rules":[{"service":"iam","body":"","times":1},{"service":"iam","body":"<a/>"}]}"#);
        assert_eq!(outcomes(&plan, &request(Api::Iam, "ListRoles", ""), 2), ["", "<a/>"]);
    }

    #[test]
    fn what_a_request_starts_may_be_told_to_fail() {
        let plan = plan(r#"{"rules":[{"service":"iam","later":{"code":"INTERNAL_FAILURE"},"times":1}]}"#);
        let told = || {
            let (mut asked, mut delay) = (request(Api::Iam, "CreateRole", ""), Duration::ZERO);
            plan.apply(&mut asked, &mut delay).expect("answered");
            asked.later.map(|later| later.code)
        };
        assert_eq!((told().as_deref(), told()), (Some("INTERNAL_FAILURE"), None));
    }

    #[test]
    fn delays_add_up() {
        let plan = plan(r#"{"rules":[{"delay_ms":20},{"service":"iam","delay_ms":5}]}"#);
        let mut delay = Duration::from_millis(1);
        plan.apply(&mut request(Api::Iam, "ListRoles", ""), &mut delay).expect("only delayed");
        assert_eq!(delay, Duration::from_millis(26));
    }

    #[test]
    fn rules_that_make_no_sense_are_refused_with_their_number() {
        let message = |text: &str| Faults::from_json(text).expect_err("refused").to_string();
        assert!(
            message(r#"{"rules":[{"delay_ms":1},{"service":"ec2"}]}"#).starts_with("rule 2 of the faults must have")
        );
        assert!(message(r#"{"rules":[{"body":"","drop":true}]}"#).starts_with("rule 1 of the faults must have"));
        assert!(message(r#"{"rules":[{"service":"s3","drop":true}]}"#).contains("`s3`"));
        assert!(message(r#"{"rules":[{"drop":true,"probability":2}]}"#).contains("probability"));
        assert!(message(r#"{"rules":[{"drop":true,"often":2}]}"#).contains("often"));
    }
}
