//! Access keys in the credential store of the system the tests run on, where it has one that is open.

use armillary_aws::{
    AccessKey, AwsError, Connection, Secret, Session,
    keychain::{self, KeychainError},
};

#[test]
fn a_key_comes_back_as_it_was_saved_and_can_be_forgotten() {
    let name = format!("armillary-test-{}", std::process::id());
    let session_token = Some(Secret::new("token"));
    let key = AccessKey { id: "AKIAEXAMPLE".into(), secret: Secret::new("s3cr3t"), session_token };
    match keychain::save(&name, &key) {
        Err(KeychainError::NoStore | KeychainError::Locked) => return,
        saved => saved.expect("saves"),
    }
    assert_eq!(keychain::load(&name), Ok(key));
    keychain::forget(&name).expect("forgets");
    assert_eq!(keychain::load(&name), Err(KeychainError::NoKey(name)));
}

#[tokio::test]
async fn a_connection_by_a_key_that_is_not_there_says_so() {
    let connection = Connection { key: Some("armillary-test-never-saved".into()), ..Connection::default() };
    let error = Session::open(&connection).await.expect_err("there is no such key");
    assert!(matches!(error, AwsError::Keychain(_)), "{error}");
}
