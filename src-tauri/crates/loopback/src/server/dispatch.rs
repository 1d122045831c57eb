//! From a request to its answer: envelope, caller, faults, quotas, operation.

use std::{
    collections::BTreeMap,
    sync::{
        PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use http_body_util::Full;
use hyper::{Response, StatusCode, body::Bytes, http::request::Parts};

use super::{
    ServeOptions,
    api::{Api, CommonError},
    authenticate,
    conflicts::Conflicts,
    faults::FaultPlan,
    incoming::{self, Asked, Scope},
    quotas::Buckets,
    reply::{Envelope, request_id},
};
use crate::{
    authorize::Authorizer,
    services::{self, AwsError, OPERATIONS, Request, Run},
    state::{Clock, State, TimeScale, Timestamp},
    wire::{Input, Value},
};

/// Everything needed to answer requests.
pub(super) struct Dispatch {
    state: RwLock<State>,
    latency: Duration,
    faults: FaultPlan,
    quotas: Buckets,
    conflicts: Conflicts,
    authorizer: Option<Authorizer>,
    time_scale: TimeScale,
    opened: Instant,
    started: u64,
    /// Requests received so far.
    pub requests: AtomicU64,
    /// Requests that are being answered.
    pub under_way: UnderWay,
    /// How often each operation was called, in the order of the operations.
    called: Vec<AtomicU64>,
}

/// Counts what is under way.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    now: AtomicU64,
    most: AtomicU64,
}

impl UnderWay {
    /// One more.
    pub fn begin(&self) {
        let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(now, Ordering::Relaxed);
    }

    /// One less.
    pub fn end(&self) {
        self.now.fetch_sub(1, Ordering::Relaxed);
    }

    /// The most there ever were.
    pub fn most(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is answered, after a while.
    Reply {
        /// The answer.
        response: Response<Full<Bytes>>,
        /// How long it is held back.
        delay: Duration,
    },
    /// The connection is closed without an answer.
    Drop,
}

/// Why a request has no answer of its own.
#[derive(Debug)]
pub(super) enum Stop {
    /// It is answered with an error.
    Error(AwsError),
    /// It is answered with this text, and status 200.
    Answer(String),
    /// The connection is closed.
    Drop,
}

impl From<AwsError> for Stop {
    fn from(error: AwsError) -> Self {
        Self::Error(error)
    }
}

impl Dispatch {
    /// Answers from this state.
    pub(super) fn new(state: State, options: ServeOptions) -> Self {
        Self {
            state: RwLock::new(state),
            latency: options.latency,
            faults: FaultPlan::new(options.faults),
            quotas: Buckets::new(options.quotas),
            conflicts: Conflicts::default(),
            authorizer: options.enforce_policies.then(Authorizer::default),
            time_scale: options.time_scale,
            opened: Instant::now(),
            started: since_epoch().subsec_nanos().into(),
            requests: AtomicU64::new(0),
            under_way: UnderWay::default(),
            called: OPERATIONS.iter().map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// How often each operation was called that was called at all, by its IAM name.
    pub(super) fn called(&self) -> BTreeMap<String, u64> {
        let counted = OPERATIONS.iter().zip(&self.called);
        let counted = counted.map(|(operation, count)| (operation, count.load(Ordering::Relaxed)));
        let called = counted.filter(|(_, count)| *count > 0);
        called
            .map(|(operation, count)| (format!("{}:{}", operation.api.signing_name(), operation.name), count))
            .collect()
    }

    /// Answers one request.
    pub(super) fn answer(&self, head: &Parts, body: &[u8]) -> Outcome {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let Some(scope) = incoming::scope(&head.headers) else {
            return self.refuse("the request is not signed with AWS Signature Version 4");
        };
        let Some(api) = Api::from_signing_name(scope.service) else {
            return self.refuse(&format!("the service `{}` is not served here", scope.service));
        };
        let protocol = incoming::protocol(api, head);
        let Asked { operation, input } = incoming::asked(api, protocol, head, body);
        let request_id = request_id(number, self.started);
        let envelope = Envelope { api, protocol, operation: &operation, request_id: &request_id };
        let mut delay = self.latency;
        let result = self.request(api, &operation, &scope, input, number);
        let response = match result.and_then(|(state, request, run)| self.run(state, request, run, &mut delay)) {
            Ok(value) => envelope.answer(&value),
            Err(Stop::Error(error)) => envelope.error(&error),
            Err(Stop::Answer(body)) => envelope.with_body(body.into_bytes()),
            Err(Stop::Drop) => return Outcome::Drop,
        };
        Outcome::Reply { response, delay }
    }

    /// The request as operations see it, once its caller and operation are known.
    fn request(
        &self,
        api: Api,
        operation: &str,
        scope: &Scope<'_>,
        input: Option<Input>,
        number: u64,
    ) -> Result<(RwLockReadGuard<'_, State>, Request, Run), Stop> {
        let clock = self.clock();
        let state = self.settled(&clock);
        let caller = authenticate::caller(&state, api, scope, clock.now)?;
        let (index, found) = services::find(api, operation).ok_or_else(|| {
            let message = format!("The operation `{operation}` is not known to {}.", api.signing_name());
            AwsError::common(api, CommonError::UnknownOperation, message)
        })?;
        if let Some(count) = self.called.get(index) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let unreadable = || AwsError::common(api, CommonError::Malformed, "The body of the request cannot be read.");
        let request = Request {
            api,
            operation: found.name,
            region: scope.region.to_owned(),
            input: input.ok_or_else(unreadable)?,
            account: caller.account(),
            caller,
            now: clock.now,
            moment: clock.moment,
            later: None,
            number,
        };
        Ok((state, request, found.run))
    }

    /// The state, once what AWS would have done by now is done.
    fn settled(&self, clock: &Clock) -> RwLockReadGuard<'_, State> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        if !state.agenda.is_due(clock.moment) {
            return state;
        }
        drop(state);
        services::settle(&mut self.state.write().unwrap_or_else(PoisonError::into_inner), clock);
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn clock(&self) -> Clock {
        let elapsed = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        Clock {
            now: Timestamp(i64::try_from(since_epoch().as_secs()).unwrap_or(i64::MAX)),
            moment: self.time_scale.stretch(elapsed),
            scale: self.time_scale,
        }
    }

    fn run(
        &self,
        state: RwLockReadGuard<'_, State>,
        mut request: Request,
        run: Run,
        delay: &mut Duration,
    ) -> Result<Value, Stop> {
        let is_lost = self.faults.apply(&mut request, delay)?;
        self.quotas.take(&request, Instant::now())?;
        if let Some(authorizer) = &self.authorizer {
            authorizer.check(&state, &request)?;
        }
        let answer = self.carry_out(state, &request, run, delay);
        if is_lost { Err(Stop::Drop) } else { answer }
    }

    fn carry_out(
        &self,
        state: RwLockReadGuard<'_, State>,
        request: &Request,
        run: Run,
        delay: &Duration,
    ) -> Result<Value, Stop> {
        match run {
            Run::Read(read) => Ok(read(&state, request)?),
            Run::Change(change) => {
                self.conflicts.enter(request, Instant::now(), *delay)?;
                drop(state);
                let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
                Ok(change(&mut state, request)?)
            }
        }
    }

    /// The answer to what is no AWS request at all, before a protocol is known.
    fn refuse(&self, why: &str) -> Outcome {
        let mut response = Response::new(Full::new(Bytes::from(format!("{why}\n"))));
        *response.status_mut() = StatusCode::FORBIDDEN;
        Outcome::Reply { response, delay: self.latency }
    }
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
