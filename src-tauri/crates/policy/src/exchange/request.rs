//! A request's text, read into what the engine takes.

use std::borrow::Cow;

use super::reader::{Fault, Raw, Reader};
use crate::{Action, Context, Mode, Principal, Request, Resource};

/// A request as it was read. The policies are still text.
#[derive(Debug)]
pub(super) struct Asked<'t> {
    /// The id as it is written.
    pub id: &'t str,
    pub policies: Option<Raw<'t>>,
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
    policies: Option<Raw<'t>>,
    warnings: Vec<String>,
}

/// Reads a request's text.
pub(super) fn read<'t>(mut reader: Reader<'t>) -> Result<Asked<'t>, Fault> {
    let start = reader.offset();
    let mut members = Members::default();
    reader.members(|reader, name, at| members.read(reader, &name, at))?;
    reader.end()?;
    members.finish(start)
}

/// The id of a request that may be broken: as far as it can be read.
pub(super) fn id(text: &str) -> Option<String> {
    let mut found = None;
    let _ = Reader::new(text).members(|reader, name, at| {
        let raw = reader.raw()?;
        if name != "id" {
            return Ok(());
        }
        found = match serde_json::from_str(raw.text) {
            Ok(serde_json::Value::String(id)) => Some(id),
            Ok(serde_json::Value::Null) | Err(_) => None,
            Ok(_) => Some(raw.text.to_owned()),
        };
        Err(Fault::new(at, "found"))
    });
    found
}

impl<'t> Members<'t> {
    fn read(&mut self, reader: &mut Reader<'t>, name: &str, at: usize) -> Result<(), Fault> {
        match name {
            "id" => once(&mut self.id, name, at, scalar(reader)?),
            "principal" => {
                let value = reader.offset();
                let text = reader.string("`principal` is a string")?;
                let principal = Principal::parse(&text).map_err(|invalid| Fault::new(value, invalid.to_string()))?;
                once(&mut self.principal, name, at, principal)
            }
            "action" => {
                let text = reader.string("`action` is a string, such as `sts:AssumeRole`")?;
                once(&mut self.action, name, at, Action::new(&text))
            }
            "resource" => {
                let text = reader.string("`resource` is a string: an ARN or `*`")?;
                once(&mut self.resource, name, at, Resource::new(&text))
            }
            "resourceAccount" if reader.null()? => Ok(()),
            "resourceAccount" => {
                once(&mut self.resource_account, name, at, reader.string("`resourceAccount` is a string of 12 digits")?)
            }
            "context" if reader.null()? => Ok(()),
            "context" => once(&mut self.context, name, at, context(reader)?),
            "mode" if reader.null()? => Ok(()),
            "mode" => once(&mut self.mode, name, at, mode(reader)?),
            "policies" if reader.null()? => Ok(()),
            "policies" => once(&mut self.policies, name, at, reader.raw()?),
            _ => {
                reader.checked()?;
                self.warnings.push(format!("the request's member `{name}` is not known; it was left aside"));
                Ok(())
            }
        }
    }

    fn finish(self, start: usize) -> Result<Asked<'t>, Fault> {
        let missing = |name: &str| Fault::new(start, format!("`{name}` is missing; give it"));
        Ok(Asked {
            id: self.id.unwrap_or("null"),
            policies: self.policies,
            principal: self.principal.ok_or_else(|| missing("principal"))?,
            action: self.action.ok_or_else(|| missing("action"))?,
            resource: self.resource.ok_or_else(|| missing("resource"))?,
            resource_account: self.resource_account,
            context: self.context.unwrap_or_default(),
            mode: self.mode.unwrap_or_default(),
            warnings: self.warnings,
        })
    }
}

/// Sets a member that may be given once.
fn once<T>(member: &mut Option<T>, name: &str, at: usize, value: T) -> Result<(), Fault> {
    if member.replace(value).is_some() {
        return Err(Fault::new(at, format!("`{name}` is given twice; give it once")));
    }
    Ok(())
}

/// A string, number, boolean or `null` as it is written.
fn scalar<'t>(reader: &mut Reader<'t>) -> Result<&'t str, Fault> {
    let at = reader.offset();
    if matches!(reader.peek(), Some(b'{' | b'[')) {
        return Err(Fault::new(at, "`id` is a string"));
    }
    Ok(reader.checked()?.text)
}

fn mode(reader: &mut Reader<'_>) -> Result<Mode, Fault> {
    let at = reader.offset();
    match &*reader.string("`mode` is a string: `strict` or `symbolic`")? {
        "strict" => Ok(Mode::Strict),
        "symbolic" => Ok(Mode::Symbolic),
        other => Err(Fault::new(at, format!("`{other}` is not a mode; the modes are `strict` and `symbolic`"))),
    }
}

fn context(reader: &mut Reader<'_>) -> Result<Context, Fault> {
    let mut context = Context::new();
    reader.members(|reader, key, at| {
        if context.keys().any(|known| known.eq_ignore_ascii_case(&key)) {
            return Err(Fault::new(at, format!("the context gives `{key}` twice (case does not count); give it once")));
        }
        if reader.null()? {
            context.absent(&key);
        } else if reader.peek() == Some(b'[') {
            let mut values = Vec::new();
            reader.elements(|reader, _| {
                values.push(value(reader)?);
                Ok::<(), Fault>(())
            })?;
            context.set_many(&key, values);
        } else {
            context.set(&key, value(reader)?);
        }
        Ok(())
    })?;
    Ok(context)
}

/// One value of a condition key, as text: numbers and booleans as they are written.
fn value<'t>(reader: &mut Reader<'t>) -> Result<Cow<'t, str>, Fault> {
    let at = reader.offset();
    match reader.peek() {
        Some(b'"') => reader.string(""),
        Some(b'{' | b'[' | b'n') => {
            Err(Fault::new(at, "a context value is a string, number or boolean, or an array of such"))
        }
        _ => Ok(Cow::Borrowed(reader.checked()?.text)),
    }
}
