//! Where requests that arrive one after another may be cut before all of them are there.

use serde::de::IgnoredAny;

/// How many bytes of this beginning of an input hold whole requests only, whatever follows.
///
/// A line that ends with `}` before one that begins with `{` ends a request: within JSON, a comma or a closing bracket
/// would stand between the two. What comes after the last such place is whole if it reads to its end, which is a line's.
pub fn whole_requests(input: &[u8]) -> usize {
    let between = |newline: &usize| {
        input.split_at_checked(*newline).is_some_and(|(before, after)| {
            before.trim_ascii_end().ends_with(b"}") && after.trim_ascii_start().starts_with(b"{")
        })
    };
    let certain = memchr::memrchr_iter(b'\n', input).find(between).map_or(0, |newline| newline.saturating_add(1));
    let rest = input.get(certain..).unwrap_or_default();
    if rest.ends_with(b"\n") && is_whole(rest) { input.len() } else { certain }
}

/// Whether nothing is missing at the end of these values. What is broken otherwise is for the evaluator to refuse.
fn is_whole(values: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(values).into_iter::<IgnoredAny>();
    !values.any(|value| value.is_err_and(|error| error.is_eof()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_never_cut_wherever_the_beginning_ends() {
        let requests = [
            "{\"a\":{}}\n",
            "{\n  \"b\": [\n{},\n{\"c\":\n{}\n}\n]\n}\n\n",
            "{\"d\":\n{\"e\":{}}\n}\n",
            "{}\r\n",
            "{}",
        ];
        let mut ends = vec![0];
        ends.extend(requests.iter().scan(0, |end, request| {
            *end += request.len();
            Some(*end)
        }));
        let input = requests.concat();
        for length in 0..=input.len() {
            let cut = whole_requests(&input.as_bytes()[..length]);
            let rest = input[cut..].trim_start();
            assert!(ends.iter().any(|end| input[*end..].trim_start() == rest), "cut at {cut} of {length}");
        }
        assert_eq!(whole_requests(b"{\"a\":1}\n"), 8, "what is whole is handed on at once");
        assert_eq!(whole_requests(b"{\"a\":}\n"), 7, "and what is broken, to be refused");
        assert_eq!(whole_requests(b"{\"a\":\n"), 0);
    }
}
