use super::*;

fn need(action: &str, types: &[&str], place: Place) -> Need {
    Need { action: action.to_owned(), types: types.iter().map(|kind| (*kind).to_owned()).collect(), place }
}

fn needs() -> Vec<Need> {
    vec![
        need("ec2:DescribeVpcs", &[], Place::Everywhere),
        need("organizations:ListAccounts", &[], Place::Management),
        need("sso:ListPermissionSets", &["Instance"], Place::DelegatedAdministrators),
        need("organizations:CloseAccount", &["account"], Place::Management),
        need("organizations:CreateAccount", &[], Place::Management),
        need("servicecatalog:CreatePortfolioShare", &["Portfolio"], Place::PortfolioOwners),
        need("servicecatalog:AcceptPortfolioShare", &["Portfolio"], Place::Sharing),
    ]
}

fn of(deployed: Deployed, format: Format) -> String {
    template(Purpose::Act, deployed, &needs(), format, "armillary 0")
}

#[test]
fn members_get_what_is_called_in_them_and_more_only_where_they_are_named() {
    let text = of(Deployed::Members, Format::CloudFormation);
    let policy = text.split("PolicyDocument:").last().expect("a policy");
    assert!(!policy.contains("organizations:"), "{policy}");
    assert!(!policy.contains("sts:AssumeRole"), "{policy}");
    let share = policy.split("- Sid:").find(|part| part.contains("CreatePortfolioShare")).expect("a statement");
    assert!(share.contains("ChangePortfolioAsPortfolioOwner") && share.contains("Ref: \"PortfolioOwners\""), "{share}");
    assert!(share.contains(r#""arn:${AWS::Partition}:catalog:*:${AWS::AccountId}:portfolio/*""#), "{share}");
    let accept = policy.split("- Sid:").find(|part| part.contains("AcceptPortfolioShare")).expect("a statement");
    assert!(accept.contains(r#""arn:${AWS::Partition}:catalog:*:*:portfolio/*""#), "{accept}");
    assert!(!accept.contains("Condition"), "{accept}");
    let sso = policy.split("- Sid:").find(|part| part.contains("sso:")).expect("a statement");
    assert!(sso.contains("LookAsDelegatedAdministrator") && sso.contains("Ref: \"DelegatedAdministrators\""), "{sso}");
}

#[test]
fn the_management_account_gets_all_of_it_and_the_way_into_the_members() {
    let text = of(Deployed::Management, Format::CloudFormation);
    for Need { action, .. } in needs() {
        assert!(text.contains(&format!("\"{action}\"")), "{action}");
    }
    assert!(text.contains(r#"Fn::Sub: "arn:${AWS::Partition}:iam::*:role/${MemberRoleName}""#));
    assert!(text.contains(r#"aws:ResourceOrgID: "${aws:PrincipalOrgID}""#), "AWS replaces it, not CloudFormation");
    assert!(text.contains(r#""arn:${AWS::Partition}:organizations::${AWS::AccountId}:account/o-*/*""#));
    assert!(!text.contains("PortfolioOwners:") && !text.contains("aws:PrincipalAccount"));
}

#[test]
fn terraform_says_the_same() {
    let text = of(Deployed::Management, Format::Terraform);
    assert!(text.contains(r#""aws:ResourceOrgID" = "$${aws:PrincipalOrgID}""#), "AWS replaces it, not Terraform");
    assert!(text.contains(r#""arn:${data.aws_partition.current.partition}:iam::*:role/${var.member_role_name}""#));
    assert!(text.contains("key => value if value != \"\""), "an external id that is not given is not asked for");
    assert!(text.contains(r#"variable "trusted_principal""#) && !text.contains("portfolio_owners"));
}

#[test]
fn the_same_action_in_two_places_stands_where_each_is() {
    let twice = [
        need("servicecatalog:ListPortfolios", &[], Place::Everywhere),
        need("servicecatalog:ListPortfolios", &[], Place::Everywhere),
    ];
    let text = template(Purpose::Crawl, Deployed::Members, &twice, Format::CloudFormation, "armillary 0");
    assert_eq!(text.matches("servicecatalog:ListPortfolios").count(), 1);
    assert!(text.contains("Sid: \"Look\"") && text.contains("Resource: \"*\""));
}
