//! Which condition keys hold several values.

/// Keys that hold lists, in lower case (Service Authorization Reference, "ArrayOf…" types; IAM User Guide, "AWS global condition context keys").
const MULTIVALUED: [&str; 33] = [
    "autoscaling:instancetypes",
    "autoscaling:loadbalancernames",
    "autoscaling:targetgrouparns",
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:tagkeys",
    "aws:vpceorgpaths",
    "cloudformation:importresourcetypes",
    "cloudformation:resourcetypes",
    "dynamodb:attributes",
    "dynamodb:leadingkeys",
    "elasticloadbalancing:securitygroup",
    "elasticloadbalancing:subnet",
    "kms:encryptioncontextkeys",
    "kms:grantoperations",
    "kms:resourcealiases",
    "lambda:layer",
    "lambda:securitygroupids",
    "lambda:subnetids",
    "logs:loggeneratingresourcearns",
    "route53:changeresourcerecordsetsactions",
    "route53:changeresourcerecordsetsnormalizedrecordnames",
    "route53:changeresourcerecordsetsrecordtypes",
    "s3:requestobjecttagkeys",
    "sagemaker:instancetypes",
    "sagemaker:vpcsecuritygroupids",
    "sagemaker:vpcsubnets",
    "ses:recipients",
    "sts:requestcontextproviders",
    "sts:transitivetagkeys",
];

/// Whether the key (in lower case) is known to hold a list.
pub(crate) fn is_multivalued(key: &str) -> bool {
    MULTIVALUED.contains(&key) || (key.ends_with(":amr") && !key.starts_with("aws:"))
}

/// Whether the key (in lower case) is known to hold one value: a list of one, given for it, is that value.
pub(crate) fn is_single(key: &str) -> bool {
    ["aws:", "iam:", "s3:", "sts:"].iter().any(|prefix| key.starts_with(prefix)) && !is_multivalued(key)
}
