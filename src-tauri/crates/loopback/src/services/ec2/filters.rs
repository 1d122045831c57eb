//! Filters: every one named has to match, with one of its values; values may hold `*` and `?`.

use crate::{
    services::{AwsError, Request, like},
    state::Tag,
};

/// The filters of a request.
#[derive(Debug)]
pub(super) struct Filters(Vec<Filter>);

#[derive(Debug)]
struct Filter {
    name: String,
    values: Vec<String>,
}

impl Filters {
    /// The filters of a request, of which only these names, and those of tags, are allowed.
    pub(super) fn of(request: &Request, names: &[&str]) -> Result<Self, AwsError> {
        let mut filters = Vec::new();
        for given in request.input.structures("Filter") {
            let name = given.text("Name").unwrap_or_default().to_owned();
            if !names.contains(&name.as_str()) && name != "tag-key" && !name.starts_with("tag:") {
                return Err(AwsError::new("InvalidParameterValue", format!("The filter '{name}' is invalid")));
            }
            let values = given.texts("Value").into_iter().map(str::to_owned).collect();
            filters.push(Filter { name, values });
        }
        Ok(Self(filters))
    }

    /// Whether no filter was given.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a resource with these tags and, per filter name, these values passes.
    pub(super) fn pass(&self, tags: &[Tag], values: impl Fn(&str) -> Vec<String>) -> bool {
        self.0.iter().all(|filter| {
            let found = match filter.name.strip_prefix("tag:") {
                Some(key) => tags.iter().filter(|tag| &*tag.key == key).map(|tag| tag.value.to_string()).collect(),
                None if filter.name == "tag-key" => tags.iter().map(|tag| tag.key.to_string()).collect(),
                None => values(&filter.name),
            };
            filter.values.iter().any(|wanted| found.iter().any(|value| like(wanted, value)))
        })
    }
}
