//! Access to one account: SDK clients per service and Region, on the session's one HTTP pool.

use armillary_model::AccountId;
use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_types::region::Region;

use crate::{
    Caller, Failure, Meter,
    answer::MustAnswer,
    failure,
    limits::{Paces, Pacing},
    partition,
    retry::{self, ByKind},
};

/// Access to one account. Making a client is cheap: they share the account's paces.
#[derive(Clone, Debug)]
pub struct AccountAccess {
    identity: Caller,
    config: SdkConfig,
    credentials: SharedCredentialsProvider,
    meter: Meter,
    paces: Paces,
    kind: ByKind,
}

macro_rules! client {
    ($sdk:ident, $access:expr, $region:expr) => {{
        let access: &AccountAccess = $access;
        let config = $sdk::config::Builder::from(&access.config)
            .region(Region::new($region))
            .credentials_provider(access.credentials.clone())
            .retry_partition(retry::budget())
            .retry_classifier(retry::NotAnApi)
            .interceptor(access.kind)
            .interceptor(MustAnswer)
            .interceptor(access.meter.clone())
            .interceptor(Pacing::new(&access.paces, $region))
            .build();
        $sdk::Client::from_conf(config)
    }};
}

impl AccountAccess {
    pub(crate) fn new(
        identity: Caller,
        config: SdkConfig,
        credentials: SharedCredentialsProvider,
        meter: Meter,
        paces: Paces,
    ) -> Self {
        Self { identity, config, credentials, meter, paces, kind: ByKind::Reading }
    }

    /// The same access, counting its requests with another meter.
    pub fn metered(&self, meter: Meter) -> Self {
        Self { meter, ..self.clone() }
    }

    /// The same access for calls that change something. A call that may have been carried out is not made again: whoever makes it asks AWS first
    /// whether it was (see [`Failure::may_be_done`]).
    pub fn changing(&self) -> Self {
        Self { kind: ByKind::Changing, ..self.clone() }
    }

    /// Who calls.
    pub fn caller(&self) -> &Caller {
        &self.identity
    }

    /// The account.
    pub fn account(&self) -> AccountId {
        self.identity.account
    }

    /// The partition its ARNs are in.
    pub fn partition(&self) -> &str {
        &self.identity.partition
    }

    /// Counts the requests of its clients.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Organizations, at its one endpoint in the partition.
    pub fn organizations(&self) -> aws_sdk_organizations::Client {
        client!(aws_sdk_organizations, self, self.home_region())
    }

    /// IAM, at its one endpoint in the partition.
    pub fn iam(&self) -> aws_sdk_iam::Client {
        client!(aws_sdk_iam, self, self.home_region())
    }

    /// IAM Identity Center in a Region: permission sets and assignments.
    pub fn ssoadmin(&self, region: &str) -> aws_sdk_ssoadmin::Client {
        client!(aws_sdk_ssoadmin, self, region.to_owned())
    }

    /// The identity store of IAM Identity Center in a Region: people and groups.
    pub fn identitystore(&self, region: &str) -> aws_sdk_identitystore::Client {
        client!(aws_sdk_identitystore, self, region.to_owned())
    }

    /// Control Tower in a Region.
    pub fn controltower(&self, region: &str) -> aws_sdk_controltower::Client {
        client!(aws_sdk_controltower, self, region.to_owned())
    }

    /// EC2 in a Region.
    pub fn ec2(&self, region: &str) -> aws_sdk_ec2::Client {
        client!(aws_sdk_ec2, self, region.to_owned())
    }

    /// SageMaker AI in a Region.
    pub fn sagemaker(&self, region: &str) -> aws_sdk_sagemaker::Client {
        client!(aws_sdk_sagemaker, self, region.to_owned())
    }

    /// Service Catalog in a Region.
    pub fn servicecatalog(&self, region: &str) -> aws_sdk_servicecatalog::Client {
        client!(aws_sdk_servicecatalog, self, region.to_owned())
    }

    /// Fetches the credentials, if they are not there yet.
    pub(crate) async fn verify(&self, operation: &str) -> Result<(), Failure> {
        match self.credentials.provide_credentials().await {
            Ok(_) => Ok(()),
            Err(error) => Err(failure::from_credentials(operation, &error)),
        }
    }

    /// The Region that signs requests to services with one endpoint per partition. Of a partition that is not known, the session's.
    fn home_region(&self) -> String {
        let own = || self.config.region().map_or("us-east-1", Region::as_ref);
        partition::named(&self.identity.partition).map_or_else(own, |partition| partition.home_region).to_owned()
    }
}
