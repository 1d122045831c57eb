//! The parameters of a step, as the API names them.

use serde_json::{Map, Value};

/// A step asks for something that cannot be sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadParameters {
    /// A parameter is missing, or is not what the API takes.
    #[error("`{name}` must be {must}")]
    Parameter {
        /// The parameter.
        name: String,
        /// What it must be.
        must: &'static str,
    },
    /// A parameter that is not sent: to leave it out would do something else than was shown.
    #[error("`{0}` is no parameter of this operation that can be sent")]
    Superfluous(String),
}

/// The parameters of one call. Each is taken once, and all of them must be.
pub(crate) struct Parameters {
    left: Map<String, Value>,
}

impl Parameters {
    pub(crate) fn new(parameters: &Value) -> Self {
        Self { left: parameters.as_object().cloned().unwrap_or_default() }
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, BadParameters> {
        self.text_if(name)?.ok_or_else(|| bad(name, "a text"))
    }

    /// A text that may be missing.
    pub(crate) fn text_if(&mut self, name: &str) -> Result<Option<String>, BadParameters> {
        match self.left.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(bad(name, "a text")),
        }
    }

    /// A document that has to be there.
    pub(crate) fn document(&mut self, name: &str) -> Result<String, BadParameters> {
        self.document_if(name)?.ok_or_else(|| bad(name, "a document"))
    }

    /// A document: a text, or JSON that becomes one, if it is there.
    pub(crate) fn document_if(&mut self, name: &str) -> Result<Option<String>, BadParameters> {
        match self.left.get(name) {
            Some(Value::Object(_)) => Ok(self.left.remove(name).map(|document| document.to_string())),
            _ => self.text_if(name),
        }
    }

    /// Yes or no, if it is said.
    pub(crate) fn flag_if(&mut self, name: &str) -> Result<Option<bool>, BadParameters> {
        match self.left.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(bad(name, "true or false")),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<String>, BadParameters> {
        let texts = self.left.remove(name).and_then(|list| {
            let list = list.as_array()?;
            list.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| bad(name, "a list of texts"))
    }

    /// A list of objects with `Key` and `Value`, if it is there.
    pub(crate) fn tags_if(&mut self, name: &str) -> Result<Vec<(String, String)>, BadParameters> {
        let Some(list) = self.left.remove(name) else { return Ok(Vec::new()) };
        let tag = |tag: &Value| Some((tag.get("Key")?.as_str()?.to_owned(), tag.get("Value")?.as_str()?.to_owned()));
        let tags = list.as_array().and_then(|tags| tags.iter().map(tag).collect::<Option<Vec<_>>>());
        tags.ok_or_else(|| bad(name, "a list of objects with Key and Value"))
    }

    /// A list of objects, if it is there.
    pub(crate) fn objects_if(&mut self, name: &str) -> Result<Vec<Map<String, Value>>, BadParameters> {
        let Some(list) = self.left.remove(name) else { return Ok(Vec::new()) };
        let objects = list.as_array().and_then(|list| list.iter().map(|one| one.as_object().cloned()).collect());
        objects.ok_or_else(|| bad(name, "a list of objects"))
    }

    /// The parameters of an object, if it is there.
    pub(crate) fn object_if(&mut self, name: &str) -> Result<Option<Self>, BadParameters> {
        match self.left.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(left)) => Ok(Some(Self { left })),
            Some(_) => Err(bad(name, "an object")),
        }
    }

    /// That nothing is left which would not be sent.
    pub(crate) fn end(self) -> Result<(), BadParameters> {
        match self.left.into_iter().find(|(_, value)| !value.is_null()) {
            Some((name, _)) => Err(BadParameters::Superfluous(name)),
            None => Ok(()),
        }
    }
}

fn bad(name: &str, must: &'static str) -> BadParameters {
    BadParameters::Parameter { name: name.to_owned(), must }
}
