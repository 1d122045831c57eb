//! Why a rule matters: what somebody can do where it is broken.

use armillary_model::RuleId;

/// What can happen where a rule is broken, in a sentence.
pub fn why(rule: RuleId) -> &'static str {
    match rule {
        RuleId::Tru01 => "Whoever may change a policy anywhere in the trusted account can take the role.",
        RuleId::Tru02 => "What happens outside the organization is not seen, and cannot be stopped, from inside.",
        RuleId::Tru03 => "Anybody with an AWS account of their own can try to take the role.",
        RuleId::Tru04 => "A token that was made for another application or repository opens the role.",
        RuleId::Tru05 => "A service can be made to act with the role on behalf of somebody who may not.",
        RuleId::Tru06 => "One session becomes a session in every account whose roles trust it.",
        RuleId::Tru07 => "The role for emergencies is the strongest there is, and a way in that nobody watches daily.",
        RuleId::Tru08 => "Trust in somebody gone tells nobody anything, and hides what the role is for.",
        RuleId::Tru09 => "What reaches production without the pipeline was reviewed by nobody.",
        RuleId::Tru10 => "Each step looks harmless alone; together they lead from a lower stage into a higher one.",
        RuleId::Tru11 => "A root session passes by every policy inside the member account.",
        RuleId::Priv01 => "Who can hand a role to a service, or make one, can do what that role can.",
        RuleId::Priv02 => {
            "Who can rewrite policies, its own or another's, has all the power that can be given with them."
        }
        RuleId::Priv03 => "Data and keys can be opened to another account, from which they are then taken.",
        RuleId::Pass01 => "A deployment can run models with a role that was never meant for them.",
        RuleId::Reg01 => "A model reaches production that only its builder has seen.",
        RuleId::Reg03 => "The approval says nothing: builder and approver are one.",
    }
}
