//! Access to one account: SDK clients per service and Region, on the session's one HTTP pool.

use armillary_model::AccountId;
use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_types::region::Region;

use crate::{
    Caller, Failure, Meter, failure,
    limits::{Paces, Pacing},
    transport,
};

/// Access to one account. Making a client is cheap: they share the account's paces.
#[derive(Clone, Debug)]
pub struct AccountAccess {
    identity: Caller,
    config: SdkConfig,
    credentials: SharedCredentialsProvider,
    meter: Meter,
    paces: Paces,
}

macro_rules! client {
    ($sdk:ident, $access:expr, $region:expr) => {{
        let access: &AccountAccess = $access;
        let config = $sdk::config::Builder::from(&access.config)
            .region(Region::new($region.to_owned()))
            .credentials_provider(access.credentials.clone())
            .retry_partition(transport::own_limits())
            .retry_classifier(transport::NotAnApi)
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
        Self { identity, config, credentials, meter, paces }
    }

    /// The same access, counting its requests with another meter.
    pub fn metered(&self, meter: Meter) -> Self {
        Self { meter, ..self.clone() }
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

    /// EC2 in a Region.
    pub fn ec2(&self, region: &str) -> aws_sdk_ec2::Client {
        client!(aws_sdk_ec2, self, region)
    }

    /// SageMaker AI in a Region.
    pub fn sagemaker(&self, region: &str) -> aws_sdk_sagemaker::Client {
        client!(aws_sdk_sagemaker, self, region)
    }

    /// Service Catalog in a Region.
    pub fn servicecatalog(&self, region: &str) -> aws_sdk_servicecatalog::Client {
        client!(aws_sdk_servicecatalog, self, region)
    }

    /// Fetches the credentials, if they are not there yet.
    pub(crate) async fn verify(&self, operation: &str) -> Result<(), Failure> {
        match self.credentials.provide_credentials().await {
            Ok(_) => Ok(()),
            Err(error) => Err(failure::from_credentials(operation, &error)),
        }
    }

    /// The Region that signs requests to services with one endpoint per partition.
    fn home_region(&self) -> &'static str {
        match self.identity.partition.as_str() {
            "aws-cn" => "cn-northwest-1",
            "aws-us-gov" => "us-gov-west-1",
            _ => "us-east-1",
        }
    }
}
