//! Which credentials are taken: each case as boto3 1.44 decides it.

use aws_types::os_shim_internal::Fs;

use super::*;
use crate::shared_config;

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "ENV"), ("AWS_SECRET_ACCESS_KEY", "x")];
const HUB: &str = "[profile hub]\naws_access_key_id = HUB\naws_secret_access_key = y\n";

async fn found(config: &str, env: &[(&str, &str)], explicit: Option<&str>) -> Result<SignIn, AwsError> {
    let files = Env::from_slice(&[("AWS_CONFIG_FILE", "/config"), ("HOME", "/home/me")]);
    let config = shared_config::read(&files, &Fs::from_slice(&[("/config", config)])).await.expect("reads");
    find(explicit, &Env::from_slice(env), &config)
}

/// The id of the key that is taken.
async fn key_id(config: &str, env: &[(&str, &str)], explicit: Option<&str>) -> String {
    match found(config, env, explicit).await.expect("signs in").base {
        Base::Key(key) => key.id,
        other => panic!("not a key: {other:?}"),
    }
}

async fn message(config: &str, env: &[(&str, &str)], explicit: Option<&str>) -> String {
    found(config, env, explicit).await.expect_err("cannot sign in").to_string()
}

#[tokio::test]
async fn keys_of_the_environment_go_before_its_profile_but_not_before_a_named_one() {
    let env = [KEYS[0], KEYS[1], ("AWS_PROFILE", "hub")];
    assert_eq!(key_id(HUB, &env, None).await, "ENV");
    assert_eq!(key_id(HUB, &env, Some("hub")).await, "HUB");
    assert_eq!(key_id(HUB, &env[2..], None).await, "HUB");
    let empty = [("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", ""), ("AWS_PROFILE", "hub")];
    assert_eq!(key_id(HUB, &empty, None).await, "HUB");
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_said_before_the_keys_are_used() {
    let env = [KEYS[0], KEYS[1], ("AWS_PROFILE", "nope")];
    let text = message(HUB, &env, None).await;
    assert!(text.contains("`nope`") && text.contains("`hub`"), "{text}");
}

#[tokio::test]
async fn beside_keys_of_the_environment_the_settings_of_the_profile_hold() {
    let sign_in = found("[default]\nregion = eu-west-1\n", &KEYS, None).await.expect("signs in");
    assert_eq!((sign_in.profile.as_deref(), sign_in.by_profile), (Some("default"), false));
}

#[tokio::test]
async fn half_a_key_is_said() {
    assert!(message("", &KEYS[..1], None).await.contains("AWS_SECRET_ACCESS_KEY"));
    let text = message("[profile p]\naws_access_key_id = A\n", &[], Some("p")).await;
    assert!(text.contains("`p`") && text.contains("`aws_secret_access_key`"), "{text}");
}

#[tokio::test]
async fn roles_are_assumed_from_their_source_on() {
    let config = format!(
        "{HUB}[profile audit]\nrole_arn = arn:aws-eusc:iam::111122223333:role/a\nsource_profile = middle\nexternal_id = e\n\
         [profile middle]\nrole_arn = arn:aws-eusc:iam::111122223333:role/m\nsource_profile = hub\n"
    );
    let sign_in = found(&config, &[], Some("audit")).await.expect("signs in");
    let arns: Vec<&str> = sign_in.roles.iter().map(|role| role.arn.as_str()).collect();
    assert_eq!(arns, ["arn:aws-eusc:iam::111122223333:role/m", "arn:aws-eusc:iam::111122223333:role/a"]);
    assert_eq!(sign_in.roles[1].external_id.as_deref(), Some("e"));
    assert_eq!(sign_in.partition().map(|partition| partition.home_region), Some("eusc-de-east-1"));
    assert!(matches!(sign_in.base, Base::Key(key) if key.id == "HUB"));
}

#[tokio::test]
async fn each_way_a_profile_can_be_wrong_has_its_own_words() {
    let role = "role_arn = arn:aws:iam::111122223333:role/x\n";
    let off = [("AWS_EC2_METADATA_DISABLED", "true")];
    let cases = [
        ("region = eu-west-1\n".to_owned(), "neither keys nor a role"),
        (role.to_owned(), "nobody to assume it"),
        (format!("{role}source_profile = zz\n"), "`zz`, which there is not"),
        (format!("{role}source_profile = hub\ncredential_source = Environment\n"), "only one can be used"),
        (format!("{role}credential_source = Environment\n"), "AWS_ACCESS_KEY_ID"),
        (format!("{role}credential_source = Moon\n"), "`Moon`"),
        (format!("{role}source_profile = q\n[profile q]\n{role}source_profile = p\n"), "`p` → `q` → `p`"),
        (format!("{role}source_profile = hub\nmfa_serial = arn:aws:iam::111122223333:mfa/me\n"), "mfa/me"),
        ("sso_session = corp\nsso_account_id = 1\nsso_role_name = r\n".to_owned(), "[sso-session corp]"),
        ("sso_start_url = https://x\nsso_account_id = 1\nsso_role_name = r\n".to_owned(), "`sso_region`"),
        ("login_session = arn:aws:iam::111122223333:user/me\n".to_owned(), "console"),
    ];
    let mut told = std::collections::BTreeSet::new();
    for (settings, expected) in cases {
        let text = message(&format!("{HUB}[profile p]\n{settings}"), &off, Some("p")).await;
        assert!(text.contains("profile `p`") && text.contains(expected), "{text}");
        assert!(told.insert(text), "each its own");
    }
}

#[tokio::test]
async fn without_anything_the_machine_is_asked() {
    assert_eq!(found("", &[], None).await.map(|found| found.base), Ok(Base::Instance));
    let container = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/x")];
    assert_eq!(found(HUB, &container, None).await.map(|found| found.base), Ok(Base::Container));
    let web = [("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/x"), ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")];
    assert!(matches!(found("", &web, None).await.map(|found| found.base), Ok(Base::WebIdentity { .. })));
    assert!(message("", &[("AWS_EC2_METADATA_DISABLED", "true")], None).await.contains("none were found"));
}

#[tokio::test]
async fn a_program_goes_before_keys_beside_it() {
    let config = "[profile p]\naws_access_key_id = A\naws_secret_access_key = y\ncredential_process = run\n";
    let base = found(config, &[], Some("p")).await.map(|found| found.base);
    assert_eq!(base, Ok(Base::Process { command: "run".to_owned() }));
}
