//! A graph as bytes: what reading an organization and building its graph took, kept so that it need not be done again.
//!
//! Texts are written once and referred to from then on; policies are written as their texts, and compiled again when they are looked at. Bytes are
//! read without trust: what makes no sense gives no graph, and neither do bytes that belong to something else than what is asked about.

mod forms;
mod values;

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hasher},
    sync::Arc,
};

use armillary_policy::Policy;

use crate::{
    Account, Graph, Organization, Principal, PrincipalId,
    graph::{Edge, Node, NodeId},
    organization::Parts,
    pool::Document,
};

/// The version of what is worked out and of its bytes. It changes whenever the same records give another graph or other bytes: what an
/// earlier version kept is then worked out again. A test holds the bytes of a small organization against it.
pub const VERSION: &str = "6";

impl Graph {
    /// The graph as bytes that tell what they belong to: a crawl of an organization, in whatever words. `None` where it holds what bytes
    /// cannot say.
    pub fn pack(&self, owner: &str) -> Option<Vec<u8>> {
        let mut out = Packer::default();
        let parts = self.organization().parts();
        out.documents(&parts.documents);
        parts.put(&mut out);
        let (others, edges, denied, able) = self.wide_parts();
        put_all(others, &mut out);
        put_all(edges, &mut out);
        put_all(denied, &mut out);
        put_all(able, &mut out);
        let sum = sum(owner, &out.bytes);
        out.bytes.extend_from_slice(&sum);
        (!out.is_broken).then_some(out.bytes)
    }

    /// The graph that was packed by this version of the program, to work on so many threads; `None` where these are no such bytes, or belong
    /// to something else.
    pub fn unpack(bytes: &[u8], owner: &str, workers: usize) -> Option<Self> {
        let (bytes, found) = bytes.split_last_chunk()?;
        if sum(owner, bytes) == *found { Self::read(bytes, workers) } else { None }
    }

    /// The graph in bytes that came as they were written, or were made to look so.
    pub(crate) fn read(bytes: &[u8], workers: usize) -> Option<Self> {
        let mut input = Unpacker { bytes, texts: Vec::new(), policies: Vec::new() };
        let documents = input.documents()?;
        let parts = Parts { documents, ..Parts::take(&mut input)? };
        let principals = parts.principals.len();
        let is_placed = |principal: &Principal| (principal.account_index as usize) < parts.accounts.len();
        let is_there = |account: &Account| account.members.end as usize <= principals;
        if !parts.principals.iter().all(is_placed) || !parts.accounts.iter().all(is_there) {
            return None;
        }
        let organization = Organization::assemble(parts);
        let others: Vec<Node> = Packed::take(&mut input)?;
        let edges: Vec<Edge> = Packed::take(&mut input)?;
        let denied: Vec<Edge> = Packed::take(&mut input)?;
        let able: Box<[PrincipalId]> = Packed::take(&mut input)?;
        let is_node = |id: NodeId| id.index() < principals.saturating_add(others.len());
        let edges_fit = edges.iter().chain(&denied).all(|edge| is_node(edge.from) && is_node(edge.to));
        let fits = input.bytes.is_empty() && edges_fit && able.iter().all(|id| id.index() < principals);
        fits.then(|| Self::of_parts(organization, (others, edges, denied, able), workers))
    }
}

/// Tells bytes that were damaged, that another version wrote, or that belong to something else.
fn sum(owner: &str, bytes: &[u8]) -> [u8; 8] {
    let mut hasher = DefaultHasher::new();
    for part in [VERSION.as_bytes(), owner.as_bytes(), bytes] {
        hasher.write_u64(part.len() as u64);
        hasher.write(part);
    }
    hasher.finish().to_le_bytes()
}

/// A value that can be written as bytes and read from them.
trait Packed: Sized {
    /// Writes it.
    fn put(&self, out: &mut Packer);
    /// Reads it.
    fn take(input: &mut Unpacker<'_>) -> Option<Self>;
}

/// Bytes that are being written.
#[derive(Default)]
struct Packer {
    bytes: Vec<u8>,
    /// The places of the texts that were written.
    texts: HashMap<Arc<str>, u64>,
    /// The places of the policies, by their addresses.
    policies: HashMap<*const Policy, u64>,
    /// Something cannot be said.
    is_broken: bool,
}

impl Packer {
    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// A number, in as many bytes as it takes: seven bits in each, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A text that may come again: 0 and the text where it is new, else its place.
    fn shared_text(&mut self, text: &Arc<str>) {
        if let Some(place) = self.texts.get(text) {
            return self.number(*place);
        }
        self.number(0);
        self.text(text);
        let place = self.texts.len() as u64;
        self.texts.insert(text.clone(), place.saturating_add(1));
    }

    fn documents(&mut self, documents: &[Document]) {
        self.number(documents.len() as u64);
        for (place, document) in documents.iter().enumerate() {
            self.shared_text(&document.template);
            document.account.put(self);
            self.policies.insert(Arc::as_ptr(&document.policy), place as u64);
        }
    }
}

fn put_all<T: Packed>(values: &[T], out: &mut Packer) {
    out.number(values.len() as u64);
    values.iter().for_each(|value| value.put(out));
}

/// Bytes that are being read.
struct Unpacker<'b> {
    bytes: &'b [u8],
    texts: Vec<Arc<str>>,
    policies: Vec<Arc<Policy>>,
}

impl Unpacker<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for place in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            number |= bits.checked_shl(place).filter(|shifted| shifted >> place == bits)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }

    fn shared_text(&mut self) -> Option<Arc<str>> {
        match self.number()? {
            0 => {
                let text: Arc<str> = Arc::from(self.text()?);
                self.texts.push(text.clone());
                Some(text)
            }
            place => self.texts.get(usize::try_from(place).ok()?.checked_sub(1)?).cloned(),
        }
    }

    /// A length; never more than there are bytes, so that nothing is made ready for what cannot come.
    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|length| *length <= self.bytes.len())
    }

    fn documents(&mut self) -> Option<Vec<Document>> {
        let length = self.length()?;
        let mut documents = Vec::with_capacity(length);
        for _ in 0..length {
            documents.push(Document::kept(self.shared_text()?, Packed::take(self)?));
        }
        self.policies = documents.iter().map(|document| document.policy.clone()).collect();
        Some(documents)
    }
}
