//! `armillary loopback`: the embedded organization for other programs.

use std::time::Duration;

use armillary_loopback::{
    Credentials, Faults, Quotas, ServeOptions,
    organization::{Options, hand_to_administrator, imperfections, reference},
    serve,
    state::TimeScale,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    CliError,
    args::{LoopbackArgs, QuotaSet},
    interrupt,
    output::{Output, counted, tell},
};

/// Serves until the program is interrupted.
pub fn run(args: LoopbackArgs, json: bool) -> Result<(), CliError> {
    let options = Options { accounts: args.accounts as usize, seed: args.seed, clean: args.clean };
    if args.list_planted {
        return list_planted(&options, json);
    }
    let faults = args.faults.as_deref().map(Faults::from_file).transpose().map_err(failed)?.unwrap_or_default();
    let quotas = match args.quotas {
        Some(QuotaSet::Aws) => Quotas::Aws,
        None => Quotas::Off,
    };
    let latency = Duration::from_millis(args.latency_ms);
    let time_scale = TimeScale::new(args.time_scale);
    let enforce_policies = args.enforce_policies;
    let serving = ServeOptions { port: args.port, latency, quotas, faults, enforce_policies, time_scale };
    let mut state = reference(&options);
    if args.enforce_policies {
        hand_to_administrator(&mut state);
    }
    if let Some(quota) = args.account_quota {
        state.organization.account_quota = quota as usize;
    }
    super::block_on(async {
        let running = serve(state, serving).await.map_err(failed)?;
        announce(&running.endpoint_url(), &running.credentials(), json)?;
        tell(format_args!("serving {}; interrupt to stop", counted(args.accounts, "account", "accounts")));
        let stop = CancellationToken::new();
        interrupt::watch(stop.clone(), "stopping");
        stop.cancelled().await;
        let requests = running.requests();
        running.stop().await;
        tell(format_args!("stopped after {}", counted(requests, "request", "requests")));
        Ok(())
    })
}

/// The environment that reaches the organization, for `eval` in a shell.
fn announce(endpoint: &str, credentials: &Credentials, json: bool) -> Result<(), CliError> {
    let variables = [
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key),
        // boto3 and the AWS CLI read the first, the SDKs of other languages the second.
        ("AWS_DEFAULT_REGION", &credentials.region),
        ("AWS_REGION", &credentials.region),
    ];
    let mut output = Output::new();
    if json {
        output
            .json_line(&serde_json::Map::from_iter(variables.map(|(name, value)| (name.to_owned(), json!(value)))))?;
    } else {
        for (name, value) in variables {
            output.line(format_args!("export {name}={value}"))?;
        }
    }
    output.finish()
}

fn list_planted(options: &Options, json: bool) -> Result<(), CliError> {
    let planted = imperfections(options);
    let mut output = Output::new();
    if json {
        output.json(&planted)?;
    } else {
        let cells = |item: &armillary_loopback::planted::Planted| {
            vec![
                item.rule.to_string(),
                item.account.to_string(),
                item.region.to_string(),
                item.summary.to_string(),
                item.arn.to_string(),
            ]
        };
        let rows: Vec<_> = planted.iter().map(cells).collect();
        output.table(&["rule", "account", "region", "what", "arn"], &rows)?;
    }
    output.finish()
}

fn failed(error: impl ToString) -> CliError {
    CliError::Failed(error.to_string())
}
