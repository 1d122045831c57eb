//! Credentials that a program prints (`credential_process`).

use std::time::{Duration, SystemTime};

use aws_credential_types::{
    Credentials,
    provider::{self, ProvideCredentials, error::CredentialsError, future},
};
use aws_smithy_types::date_time::{DateTime, Format};
use serde::Deserialize;
use tokio::process::Command;

use crate::{Failure, FailureClass};

/// How long a program may take: some of them open a browser.
const PATIENCE: Duration = Duration::from_secs(600);
/// How much of what a program complains of is repeated.
const COMPLAINT: usize = 300;

/// The program of a profile. It ends with whoever waits for it.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) command: String,
    pub(crate) profile: Option<String>,
}

/// What it prints.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    version: u32,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    expiration: Option<String>,
}

impl Process {
    async fn credentials(&self) -> provider::Result {
        let running = shell(&self.command).kill_on_drop(true).stdin(std::process::Stdio::inherit()).output();
        let ended =
            tokio::time::timeout(PATIENCE, running).await.map_err(|_| self.failed("did not end in ten minutes"))?;
        let output = ended.map_err(|error| self.failed(format!("cannot be started: {error}")))?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            let complaint: String = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
            let complaint: String = complaint.chars().take(COMPLAINT).collect();
            let said = if complaint.is_empty() { String::new() } else { format!(" and says: {complaint}") };
            return Err(self.failed(format!("fails ({}){said}", output.status)));
        }
        credentials(&output.stdout).map_err(|what| self.failed(what))
    }

    fn failed(&self, what: impl std::fmt::Display) -> CredentialsError {
        let whose = self.profile.as_deref().unwrap_or("default");
        CredentialsError::provider_error(Failure {
            class: FailureClass::NoCredentials,
            operation: "credential_process".to_owned(),
            code: String::new(),
            message: format!("the `credential_process` of profile `{whose}` {what}"),
        })
    }
}

impl ProvideCredentials for Process {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    // The program takes the shell's place, so that it is what is ended.
    shell.arg("-c").arg(command);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd.exe");
    // `cmd` takes one pair of quotes off, and has rules of its own for what is inside.
    shell.arg("/C").raw_arg(format!("\"{command}\""));
    shell
}

/// The credentials in what was printed. What is wrong is said without repeating any of it.
fn credentials(printed: &[u8]) -> Result<Credentials, &'static str> {
    let printed: Printed =
        serde_json::from_slice(printed).map_err(|_| "prints something else than credentials as JSON")?;
    if printed.version != 1 {
        return Err("prints credentials of a version that is not known; version 1 is");
    }
    let expiry = match printed.expiration {
        Some(text) => Some(time(&text).ok_or("prints an expiration that is not a time")?),
        None => None,
    };
    Ok(Credentials::new(printed.access_key_id, printed.secret_access_key, printed.session_token, expiry, "process"))
}

fn time(text: &str) -> Option<SystemTime> {
    SystemTime::try_from(DateTime::from_str(text, Format::DateTimeWithOffset).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_credentials_are_taken() {
        let text = br#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2030-05-02T18:36:00+00:00"}"#;
        let found = credentials(text).expect("version 1");
        assert_eq!((found.access_key_id(), found.expiry().is_some()), ("A", true));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_secret() {
        let text = br#"{"Version":2,"AccessKeyId":"A","SecretAccessKey":"s3cr3t"}"#;
        let message = credentials(text).expect_err("version 2");
        assert!(!message.contains("s3cr3t"));
        assert!(credentials(b"hello s3cr3t").expect_err("no JSON").contains("JSON"));
    }

    #[cfg(not(windows))]
    #[tokio::test]
    async fn a_program_that_fails_is_named_with_its_complaint() {
        let process = Process { command: "echo 'vault is shut' >&2; exit 3".into(), profile: Some("ci".into()) };
        let error = process.credentials().await.expect_err("exits with 3");
        let failure = crate::failure::from_credentials("sts:GetCallerIdentity", &error);
        assert!(failure.message.contains("`ci`") && failure.message.contains("vault is shut"), "{failure}");
    }
}
