//! SDK values as JSON, by the schemas the SDKs carry: every member under AWS's own name.
//!
//! The SDKs of the JSON services (Organizations, SageMaker) implement this; those of the query and older services do not, and
//! their transforms name each member.

use std::collections::BTreeMap;

use aws_smithy_schema::{
    Schema,
    serde::{SerdeError, SerializableStruct, ShapeSerializer},
};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document, Number, base64};
use serde_json::{Map, Value};

use crate::document::timestamp;

/// An SDK structure as JSON. Members that are not set are left out.
pub(crate) fn to_json(value: &dyn SerializableStruct) -> Value {
    let mut writer = Writer::Object(Map::new());
    match value.serialize_members(&mut writer) {
        Ok(()) => writer.finish(),
        Err(_) => Value::Null,
    }
}

/// What is being written.
enum Writer {
    Object(Map<String, Value>),
    List(Vec<Value>),
    /// Keys and values come in turn.
    Map(Map<String, Value>, Option<String>),
}

impl Writer {
    fn put(&mut self, schema: &Schema<'_>, value: Value) -> Result<(), SerdeError> {
        match self {
            Self::Object(members) => {
                members.insert(schema.member_name().unwrap_or_default().to_owned(), value);
            }
            Self::List(elements) => elements.push(value),
            Self::Map(entries, key) => match key.take() {
                Some(key) => {
                    entries.insert(key, value);
                }
                None => *key = value.as_str().map(str::to_owned),
            },
        }
        Ok(())
    }

    fn finish(self) -> Value {
        match self {
            Self::Object(members) | Self::Map(members, _) => Value::Object(members),
            Self::List(elements) => Value::Array(elements),
        }
    }

    fn nest(
        &mut self,
        schema: &Schema<'_>,
        mut inner: Writer,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        write(&mut inner)?;
        self.put(schema, inner.finish())
    }
}

impl ShapeSerializer for Writer {
    fn write_struct(&mut self, schema: &Schema<'_>, value: &dyn SerializableStruct) -> Result<(), SerdeError> {
        self.nest(schema, Self::Object(Map::new()), &|inner| value.serialize_members(inner))
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nest(schema, Self::List(Vec::new()), write)
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        write: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.nest(schema, Self::Map(Map::new(), None), write)
    }

    fn write_boolean(&mut self, schema: &Schema<'_>, value: bool) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_byte(&mut self, schema: &Schema<'_>, value: i8) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_short(&mut self, schema: &Schema<'_>, value: i16) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_integer(&mut self, schema: &Schema<'_>, value: i32) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_long(&mut self, schema: &Schema<'_>, value: i64) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_float(&mut self, schema: &Schema<'_>, value: f32) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_double(&mut self, schema: &Schema<'_>, value: f64) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_big_integer(&mut self, schema: &Schema<'_>, value: &BigInteger) -> Result<(), SerdeError> {
        self.put(schema, value.as_ref().into())
    }

    fn write_big_decimal(&mut self, schema: &Schema<'_>, value: &BigDecimal) -> Result<(), SerdeError> {
        self.put(schema, value.as_ref().into())
    }

    fn write_string(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.put(schema, value.into())
    }

    fn write_blob(&mut self, schema: &Schema<'_>, value: Blob) -> Result<(), SerdeError> {
        self.put(schema, base64::encode(value).into())
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        self.put(schema, timestamp(value))
    }

    fn write_document(&mut self, schema: &Schema<'_>, value: &Document) -> Result<(), SerdeError> {
        self.put(schema, plain(value))
    }

    fn write_null(&mut self, schema: &Schema<'_>) -> Result<(), SerdeError> {
        self.put(schema, Value::Null)
    }
}

/// A free-form document as JSON.
pub(crate) fn plain(document: &Document) -> Value {
    match document {
        Document::Object(members) => {
            // In an order that is the same in the next answer.
            let ordered: BTreeMap<&String, &Document> = members.iter().collect();
            ordered.into_iter().map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        Document::Array(elements) => elements.iter().map(plain).collect(),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(number)) => (*number).into(),
        Document::String(text) => text.as_str().into(),
        Document::Bool(flag) => (*flag).into(),
        Document::Null => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_organizations::types::{Account, AccountState};
    use aws_sdk_sagemaker::{
        operation::describe_domain::DescribeDomainOutput,
        types::{AppNetworkAccessType, UserSettings},
    };
    use serde_json::json;

    use super::*;

    #[test]
    fn members_have_the_names_aws_gives_them() {
        let account = Account::builder()
            .id("111122223333")
            .state(AccountState::Active)
            .paths("o-1/r-1/111122223333/")
            .joined_timestamp(DateTime::from_secs(0))
            .build();
        let expected = json!({
            "Id": "111122223333",
            "State": "ACTIVE",
            "Paths": ["o-1/r-1/111122223333/"],
            "JoinedTimestamp": "1970-01-01T00:00:00Z",
        });
        assert_eq!(to_json(&account), expected);
    }

    #[test]
    fn structures_nest() {
        let settings = UserSettings::builder().execution_role("arn:aws:iam::1:role/x").security_groups("sg-1").build();
        let domain = DescribeDomainOutput::builder()
            .domain_id("d-1")
            .app_network_access_type(AppNetworkAccessType::VpcOnly)
            .default_user_settings(settings)
            .build();
        let expected = json!({
            "DomainId": "d-1",
            "AppNetworkAccessType": "VpcOnly",
            "DefaultUserSettings": {"ExecutionRole": "arn:aws:iam::1:role/x", "SecurityGroups": ["sg-1"]},
        });
        assert_eq!(to_json(&domain), expected);
    }
}
