//! A request's text, read into what the engine takes.

use std::borrow::Cow;

use super::broken;
use super::refusal::Wrong;
use super::shape;
use super::value::{RawMember, Value};
use crate::{Action, Context, ContextValue, Mode, Principal, PrincipalKind, Request, Resource};

/// A request as it was read. The policies are still text.
#[derive(Debug)]
pub(super) struct Asked<'t> {
    /// The id as it is written.
    pub id: &'t str,
    pub policies: Option<Value<'t>>,
    pub warnings: Vec<String>,
    principal: Principal,
    action: Action,
    resource: Resource,
    resource_account: Option<Cow<'t, str>>,
    context: Context,
    mode: Mode,
}

impl Asked<'_> {
    /// The question as the engine takes it.
    pub(super) fn request(&self) -> Request<'_> {
        Request {
            principal: &self.principal,
            action: &self.action,
            resource: &self.resource,
            resource_account: self.resource_account.as_deref(),
            context: &self.context,
            mode: self.mode,
        }
    }
}

/// The members while they are read.
#[derive(Default)]
struct Members<'t> {
    id: Option<&'t str>,
    principal: Option<Principal>,
    action: Option<Action>,
    resource: Option<Resource>,
    resource_account: Option<Cow<'t, str>>,
    context: Option<Context>,
    mode: Option<Mode>,
    policies: Option<Value<'t>>,
    warnings: Vec<String>,
}

/// Reads a request's text; its members, where they are known already.
pub(super) fn read<'t>(text: &'t str, known: Option<Vec<RawMember<'t>>>) -> Result<Asked<'t>, Wrong> {
    let request = Value::whole(text);
    let given = match known {
        Some(members) => request.placed(members),
        None => request.members().map_err(|wrong| broken::place(text, wrong))?,
    };
    let mut members = Members::default();
    for (name, value) in given {
        members.read(&name, value)?;
    }
    members.finish(request)
}

impl<'t> Members<'t> {
    fn read(&mut self, name: &str, value: Value<'t>) -> Result<(), Wrong> {
        match name {
            "id" if value.is_object() || value.is_array() => Err(value.wrong("`id` is a string")),
            "id" => once(&mut self.id, name, value, value.text()),
            "principal" => {
                let text = value.string("`principal` is a string")?;
                let principal = Principal::parse(&text).map_err(|invalid| value.wrong(invalid.to_string()))?;
                once(&mut self.principal, name, value, principal)
            }
            "action" => {
                let text = value.string("`action` is a string, such as `sts:AssumeRole`")?;
                shape::of_action(&text).map_err(|problem| value.wrong(problem))?;
                once(&mut self.action, name, value, Action::new(&text))
            }
            "resource" => {
                let text = value.string("`resource` is a string: an ARN or `*`")?;
                shape::of_resource(&text).map_err(|problem| value.wrong(problem))?;
                once(&mut self.resource, name, value, Resource::new(&text))
            }
            "resourceAccount" | "context" | "mode" | "policies" if value.is_null() => Ok(()),
            "resourceAccount" => {
                let account = value.string("`resourceAccount` is a string of 12 digits")?;
                shape::of_account(&account).map_err(|problem| value.wrong(problem))?;
                once(&mut self.resource_account, name, value, account)
            }
            "context" => once(&mut self.context, name, value, context(value)?),
            "mode" => once(&mut self.mode, name, value, mode(value)?),
            "policies" => once(&mut self.policies, name, value, value),
            _ => {
                self.warnings.push(format!("the request's member `{name}` is not known; it was left aside"));
                Ok(())
            }
        }
    }

    fn finish(self, request: Value<'t>) -> Result<Asked<'t>, Wrong> {
        let missing = |name: &str| request.wrong(format!("`{name}` is missing; give it"));
        let principal = self.principal.ok_or_else(|| missing("principal"))?;
        let action = self.action.ok_or_else(|| missing("action"))?;
        let resource = self.resource.ok_or_else(|| missing("resource"))?;
        let (mut context, mut warnings) = (self.context.unwrap_or_default(), self.warnings);
        warnings.extend(shape::warnings(&principal, &action, &resource, self.resource_account.as_deref()));
        if principal.kind() == PrincipalKind::Role {
            open_user_id(&mut context);
        }
        Ok(Asked {
            id: self.id.unwrap_or("null"),
            policies: self.policies,
            principal,
            action,
            resource,
            resource_account: self.resource_account,
            context,
            mode: self.mode.unwrap_or_default(),
            warnings,
        })
    }
}

/// A role stands for any session of it: its unique id alone (`AROA…`, `AROA…:`, `AROA…:*`) is what `aws:userid` begins with.
fn open_user_id(context: &mut Context) {
    const USER_ID: &str = "aws:userid";
    let Some(ContextValue::One(given)) = context.get(USER_ID) else { return };
    let id = given.trim_end_matches('*').trim_end_matches(':');
    if id.starts_with("AROA") && !id.contains(':') {
        let start = format!("{id}:");
        context.set_start(USER_ID, start);
    }
}

/// Sets a member that may be given once.
fn once<T>(member: &mut Option<T>, name: &str, at: Value<'_>, value: T) -> Result<(), Wrong> {
    if member.replace(value).is_some() {
        return Err(at.wrong(format!("`{name}` is given twice; give it once")));
    }
    Ok(())
}

fn mode(value: Value<'_>) -> Result<Mode, Wrong> {
    match &*value.string("`mode` is a string: `strict` or `symbolic`")? {
        "strict" => Ok(Mode::Strict),
        "symbolic" => Ok(Mode::Symbolic),
        other => Err(value.wrong(format!("`{other}` is not a mode; the modes are `strict` and `symbolic`"))),
    }
}

fn context(members: Value<'_>) -> Result<Context, Wrong> {
    let mut context = Context::new();
    for (key, value) in members.members()? {
        if context.get(&key).is_some() {
            return Err(value.wrong(format!("the context gives `{key}` twice (case does not count); give it once")));
        }
        if value.is_null() {
            context.absent(&key);
        } else if value.is_array() {
            let values: Result<Vec<_>, Wrong> = value.elements()?.into_iter().map(context_value).collect();
            context.set_many(&key, values?);
        } else {
            context.set(&key, context_value(value)?);
        }
    }
    Ok(context)
}

/// One value of a condition key, as text: numbers and booleans as they are written.
fn context_value(value: Value<'_>) -> Result<Cow<'_, str>, Wrong> {
    let refused = "a context value is a string, number or boolean, or an array of such";
    match value.text().as_bytes().first() {
        Some(b'{' | b'[' | b'n') => Err(value.wrong(refused)),
        Some(b'"') => value.string(refused),
        _ => Ok(Cow::Borrowed(value.text())),
    }
}
