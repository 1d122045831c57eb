//! Serves the reference organization until it is interrupted, and prints how to reach it:
//!
//! `cargo run -p armillary-loopback --example serve -- --port 5599 --accounts 64 --seed 1 --quotas --faults FILE --latency-ms 5
//! --time-scale 60 --account-quota 100 --clean`

use std::{error::Error, io::Write, path::Path, time::Duration};

use armillary_loopback::{
    Faults, Quotas, ServeOptions,
    organization::{self, Options},
    serve,
    state::TimeScale,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut options = ServeOptions::default();
    let mut size = Options::default();
    let mut quota = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("`{name}` needs a value"));
        match name.as_str() {
            "--port" => options.port = value()?.parse()?,
            "--accounts" => size.accounts = value()?.parse()?,
            "--seed" => size.seed = value()?.parse()?,
            "--latency-ms" => options.latency = Duration::from_millis(value()?.parse()?),
            "--faults" => options.faults = Faults::from_file(Path::new(&value()?))?,
            "--time-scale" => options.time_scale = TimeScale::new(value()?.parse()?),
            "--account-quota" => quota = Some(value()?.parse()?),
            "--clean" => size.clean = true,
            "--quotas" => options.quotas = Quotas::Aws,
            _ => return Err(format!("`{name}` is not known").into()),
        }
    }
    let mut state = organization::reference(&size);
    state.organization.account_quota = quota.unwrap_or(state.organization.account_quota);
    let running = serve(state, options).await?;
    let credentials = running.credentials();
    writeln!(
        std::io::stdout(),
        "AWS_ENDPOINT_URL={}\nAWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\nAWS_REGION={}",
        running.endpoint_url(),
        credentials.access_key_id,
        credentials.secret_access_key,
        credentials.region,
    )?;
    std::future::pending::<()>().await;
    Ok(())
}
